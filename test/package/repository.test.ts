/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files, in tests only */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

// What a change in one file of the repository requires of another one.

interface PackageFile {
	version: string;
	engines: { node: string };
	scripts: Record<string, string>;
	dependencies: Record<string, string>;
	devDependencies: Record<string, string>;
}

interface LockFile {
	packages: Record<string, { link?: boolean }>;
}

const text = (file: string) => readFileSync(path.resolve(__dirname, '../..', file), 'utf8');
const json = <T>(file: string) => JSON.parse(text(file)) as T;

const packageFile = json<PackageFile>('package.json');

it.each(Object.keys(packageFile.scripts).filter((name) => name !== 'prepublishOnly'))(
	'CONTRIBUTING.md mentions the script %s',
	(name) => {
		expect(text('CONTRIBUTING.md')).toMatch(new RegExp(`\`npm (run )?${name}[\` ]`));
	},
);

it('CONTRIBUTING.md and README.md mention no script that is missing', () => {
	const mentioned = [
		...`${text('CONTRIBUTING.md')}${text('README.md')}`.matchAll(/npm run ([\w:]+)/g),
	];
	expect(mentioned.length).toBeGreaterThan(0);
	for (const [, name] of mentioned) expect(Object.keys(packageFile.scripts)).toContain(name);
});

it('tests with the engine of the n8n that it runs', () => {
	const { n8n } = json<PackageFile>('test/n8n/runtime/package.json').dependencies;
	expect(packageFile.devDependencies['n8n-core']).toBe(n8n);
	expect(text('README.md')).toContain(`n8n ${n8n}`);
});

it('is developed on the oldest Node that it supports', () => {
	expect(`>=${text('.nvmrc').trim()}`).toBe(packageFile.engines.node);
});

it('installs the stand-in for @n8n/ai-node-sdk and not the real one, which is 390 MB', () => {
	const { packages } = json<LockFile>('package-lock.json');
	const installed = Object.keys(packages).filter((name) => name.endsWith('@n8n/ai-node-sdk'));
	expect(installed).toEqual(['node_modules/@n8n/ai-node-sdk']);
	expect(packages['node_modules/@n8n/ai-node-sdk']).toMatchObject({ link: true });
});

/** Files that may be longer, and why. */
const LONG_FILES = {
	'shared/calling/recipient/countries.ts': 'data: one line for each country',
};

it('has no file in nodes/ of more than 250 lines, but for data', () => {
	const files = readdirSync(path.resolve(__dirname, '../../nodes'), {
		recursive: true,
		encoding: 'utf8',
	}).filter((file) => file.endsWith('.ts'));
	const long = files.filter((file) => text(`nodes/${file}`).trimEnd().split('\n').length > 250);
	expect(long.sort()).toEqual(Object.keys(LONG_FILES));
});
