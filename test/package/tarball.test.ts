/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- packs and unpacks, in tests only */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// Users install the tarball of `npm pack`, so these tests check that.

interface PackageJson {
	main: string;
	dependencies?: Record<string, string>;
	peerDependencies: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] };
}

const root = path.resolve(__dirname, '../..');
let folder: string;
let unpacked: string;
let tarball: string;
let packageJson: PackageJson;

beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'packed-'));
	const [packed] = JSON.parse(
		execFileSync('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', folder], {
			cwd: root,
			encoding: 'utf8',
			shell: process.platform === 'win32',
		}),
	) as Array<{ filename: string }>;
	tarball = path.join(folder, packed?.filename ?? '');
	execFileSync('tar', ['-xzf', tarball, '-C', folder]);
	unpacked = path.join(folder, 'package');
	packageJson = JSON.parse(
		readFileSync(path.join(unpacked, 'package.json'), 'utf8'),
	) as PackageJson;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const filesBelow = (directory: string): string[] =>
	readdirSync(directory, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
		.sort();

const requiredBy = (file: string): string[] =>
	[...readFileSync(file, 'utf8').matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(
		(match) => match[1] ?? '',
	);

/** Follows relative imports from the given files; also returns the packages they need. */
function reachableFrom(entries: string[]) {
	const files = new Set<string>();
	const packages = new Set<string>();
	const visit = (file: string) => {
		if (files.has(file)) return;
		files.add(file);
		for (const request of requiredBy(path.join(unpacked, file))) {
			if (!request.startsWith('.')) packages.add(request);
			else {
				const resolved = require.resolve(path.join(unpacked, path.dirname(file), request));
				visit(path.relative(unpacked, resolved));
			}
		}
	};
	entries.forEach(visit);
	return { files, packages };
}

it('is under 250 KB, with no runtime dependency', () => {
	expect(statSync(tarball).size).toBeLessThan(250_000);
	expect(packageJson.dependencies).toBeUndefined();
	expect(packageJson.peerDependencies).toEqual({ 'n8n-workflow': '*' });
});

it('ships every file that is needed and none that is not', () => {
	const { nodes, credentials } = packageJson.n8n;
	const { files, packages } = reachableFrom([packageJson.main, ...nodes, ...credentials]);
	// n8n puts its own modules within reach of every package; these are among them.
	expect([...packages].sort()).toEqual(['luxon', 'n8n-workflow', 'node:crypto', 'zod']);

	const besides = filesBelow(unpacked).filter((file) => !files.has(file));
	expect(besides).toEqual([
		'CHANGELOG.md',
		'LICENSE',
		'README.md',
		'dist/nodes/ElevenLabsCalls/ElevenLabsCalls.node.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/agent/get.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/agent/getAll.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/batchCall/cancel.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/batchCall/create.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/batchCall/delete.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/batchCall/get.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/batchCall/getAll.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/batchCall/retry.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/call/outboundCall.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/call/whatsAppCall.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/conversation/delete.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/conversation/get.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/conversation/getAll.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/conversation/getAudio.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/conversation/waitForEnd.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/phoneNumber/get.json',
		'dist/nodes/ElevenLabsCalls/__schema__/v1.0.0/phoneNumber/getAll.json',
		'dist/nodes/ElevenLabsCalls/elevenLabsCalls.dark.svg',
		'dist/nodes/ElevenLabsCalls/elevenLabsCalls.svg',
		'dist/nodes/ElevenLabsCallsTrigger/ElevenLabsCallsTrigger.node.json',
		'package.json',
	]);
});

/** Runs a script of this folder in a separate process and reads the JSON of its last line. */
function runScript(name: string, ...args: string[]): unknown {
	// With Jest's variables in sight the lint rules take every file for one of their own tests.
	const env = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !/^(NODE_ENV|JEST_.*)$/.test(name)),
	);
	const output = execFileSync(process.execPath, [path.join(__dirname, name), ...args], {
		cwd: root,
		encoding: 'utf8',
		// The scanner leaves folders behind if it may write.
		env: { ...env, NODE_PATH: path.join(root, 'node_modules'), TMPDIR: folder },
	});
	return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}

it('is loaded by n8n: node, credential, icons, codex; and offers the same to code', () => {
	const loaded = runScript('load.cjs', unpacked) as {
		nodes: Array<{ iconUrl: Record<string, string> }>;
		credentials: Array<{ iconUrl: Record<string, string> }>;
	};
	expect(loaded).toMatchObject({
		nodes: [
			{
				displayName: 'ElevenLabs Calls',
				name: 'elevenLabsCalls',
				usableAsTool: true,
				codex: {
					categories: expect.arrayContaining(['Communication']),
					// What people search the nodes panel for.
					alias: expect.arrayContaining(['batch call', 'schedule call', 'campaign', 'WhatsApp']),
				},
			},
			{
				displayName: 'ElevenLabs Calls Trigger',
				name: 'elevenLabsCallsTrigger',
				codex: { categories: expect.arrayContaining(['Communication']) },
			},
		],
		credentials: [{ displayName: 'ElevenLabs Calls API', name: 'elevenLabsCallsApi' }],
		supportedNodes: ['elevenLabsCalls', 'elevenLabsCallsTrigger'],
		exported: ['ElevenLabsCalls', 'ElevenLabsCallsApi', 'ElevenLabsCallsTrigger'],
	});
	for (const { iconUrl } of [...loaded.nodes, ...loaded.credentials]) {
		expect(Object.keys(iconUrl)).toEqual(['light', 'dark']);
		for (const url of Object.values(iconUrl)) {
			expect(existsSync(path.join(unpacked, url.slice(url.indexOf('dist/'))))).toBe(true);
		}
	}
});

it.each([
	['source', () => root],
	['dist', () => unpacked],
])('passes the %s leg of the official scanner', (leg, where) => {
	expect(runScript('scan.mjs', where(), leg)).toEqual({ passed: true });
});
