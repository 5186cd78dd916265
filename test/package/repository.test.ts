/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files, in tests only */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

// What a change in one file of the repository requires of another one.

interface PackageFile {
	name: string;
	version: string;
	repository: object;
	homepage: string;
	bugs: object;
	publishConfig: object;
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

const filesIn = (folder: string) =>
	readdirSync(path.resolve(__dirname, '../..', folder), {
		recursive: true,
		encoding: 'utf8',
	}).filter((file) => /\.(ts|md|yml)$/.test(file));

const packageFile = json<PackageFile>('package.json');

it.each(Object.keys(packageFile.scripts))('CONTRIBUTING.md mentions the script %s', (name) => {
	expect(text('CONTRIBUTING.md')).toMatch(new RegExp(`\`npm (run )?${name}[\` ]`));
});

it('no page or workflow mentions a script that is missing', () => {
	const pages = [
		...['README.md', 'CONTRIBUTING.md', 'RELEASING.md', '.ci/run'],
		...['docs', '.github/workflows'].flatMap((folder) =>
			filesIn(folder).map((file) => `${folder}/${file}`),
		),
	];
	const mentioned = [
		...pages
			.map(text)
			.join('\n')
			.matchAll(/npm run ([\w:]+)/g),
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
	'ElevenLabsCalls/parameters/timeZones.ts': 'data: one line for each country',
	'shared/calling/recipient/countries.ts': 'data: one line for each country',
};

it('has no file in nodes/ of more than 250 lines, but for data', () => {
	const files = filesIn('nodes');
	const long = files.filter((file) => text(`nodes/${file}`).trimEnd().split('\n').length > 250);
	expect(long.sort()).toEqual(Object.keys(LONG_FILES));
});

it.each(filesIn('.github/workflows'))('%s has few rights and pinned actions', (file) => {
	const workflow = text(`.github/workflows/${file}`);
	expect(workflow).toMatch(/^permissions:( \{\}|\n {2}contents: read)\n\n/m);
	const actions = [...workflow.matchAll(/uses: (.+)/g)].map(([, action]) => action);
	expect(actions.length).toBeGreaterThan(0);
	for (const action of actions) {
		expect(action).toMatch(/^(\.\/|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/);
	}
});

it('publishes only after all of CI, with provenance, and leaves the changelog to its authors', () => {
	const publish = text('.github/workflows/publish.yml');
	expect(publish).toMatch(/^ {2}test:[^]*uses: \.\/\.github\/workflows\/ci\.yml\n\n {2}publish:/m);
	expect(publish).toMatch(/^ {2}publish:\n.*\n {4}needs: test\n/m);
	expect(packageFile.publishConfig).toEqual({ access: 'public', provenance: true });
	const { npm, hooks } = json<{ npm: object; hooks: object }>('.release-it.json');
	expect(npm).toEqual({ publish: false });
	expect(JSON.stringify(hooks)).not.toContain('auto-changelog');
});

it('has links that lead to its repository, which n8n compares with npm', () => {
	const { name, repository, homepage, bugs } = packageFile;
	const page = `https://github.com/${name}/${name}`;
	expect(repository).toEqual({ type: 'git', url: `git+${page}.git` });
	expect(homepage).toBe(`${page}#readme`);
	expect(bugs).toEqual({ url: `${page}/issues` });
});
