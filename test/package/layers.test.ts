/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- runs the rules on files, in tests only */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// What `npm run lint` says about imports: .dependency-cruiser.cjs has the rules.

const root = path.resolve(__dirname, '../..');

/** @returns the rules that the files of a folder break, each with the file that breaks it */
function brokenRules(folder: string): string[] {
	const { stdout, stderr } = spawnSync(
		process.execPath,
		[
			path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
			'--config',
			path.join(root, '.dependency-cruiser.cjs'),
			'--output-type',
			'json',
			'nodes',
			'credentials',
		],
		{ cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
	);
	if (stdout === '') throw new Error(stderr);
	const { summary } = JSON.parse(stdout) as {
		summary: { totalCruised: number; violations: Array<{ from: string; rule: { name: string } }> };
	};
	expect(summary.totalCruised).toBeGreaterThan(0);
	return summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`).sort();
}

/** Imports of a made-up tree, by file; each breaks the rule that is named beside it. */
const FORBIDDEN: Array<[rule: string, file: string, imported: string]> = [
	['no-circle', 'nodes/shared/clock', './clockFace'],
	['only-what-is-published', 'nodes/shared/seed', '../../test/seed'],
	['shared-below-nodes', 'nodes/shared/labels', '../ElevenLabsCalls/parameters/options'],
	['basics-at-the-bottom', 'nodes/shared/values', './calling/recipient/e164'],
	['calling-without-api', 'nodes/shared/calling/following/watch', '../../elevenlabs/client'],
	['api-without-policy', 'nodes/shared/elevenlabs/errors', '../calling/recipient/e164'],
	['recipient-before-guards', 'nodes/shared/calling/recipient/overrides', '../following/outcome'],
	['guards-before-dialing', 'nodes/shared/calling/guards/dryRun', '../dialing/verdict'],
	['dialing-before-batching', 'nodes/shared/calling/dialing/pace', '../batching/batchPlan'],
	['batching-before-following', 'nodes/shared/calling/batching/batchRun', '../following/outcome'],
	[
		'parameters-below-resources',
		'nodes/ElevenLabsCalls/parameters/sort',
		'../resources/call/outboundCall',
	],
	['resources-below-router', 'nodes/ElevenLabsCalls/resources/call/batch', '../../router'],
	['action-without-trigger', 'nodes/ElevenLabsCalls/delivery', '../ElevenLabsCallsTrigger/fields'],
	[
		'trigger-without-action',
		'nodes/ElevenLabsCallsTrigger/simplify',
		'../ElevenLabsCalls/parameters/options',
	],
	['credentials-below-nodes', 'credentials/Api', '../nodes/ElevenLabsCalls/router'],
];

describe('the rules about imports', () => {
	let folder: string;

	const write = (file: string, text: string) => {
		const target = path.join(folder, `${file}.ts`);
		mkdirSync(path.dirname(target), { recursive: true });
		writeFileSync(target, text);
	};

	beforeEach(() => {
		folder = mkdtempSync(path.join(tmpdir(), 'layers-'));
		for (const [, file, imported] of FORBIDDEN) {
			write(path.join(path.dirname(file), imported), 'export type Known = string;');
		}
	});

	afterEach(() => rmSync(folder, { recursive: true }));

	it('refuse a circle and every import from a lower layer to a higher one, of types too', () => {
		for (const [, file, imported] of FORBIDDEN) {
			const isOfTypes = !file.includes('/following/');
			const what = isOfTypes ? 'type { Known }' : '* as known';
			write(file, `import ${what} from '${imported}';\nexport type Known = Record<string, known>;`);
		}
		write('nodes/shared/clockFace', "export type { Known } from './clock';");
		const expected = FORBIDDEN.map(([rule, file]) => `${rule}: ${file}.ts`);
		expect(brokenRules(folder)).toEqual(expect.arrayContaining(expected));
	});

	it('let policy use the types of the API, and a step the steps before it', () => {
		write(
			'nodes/shared/calling/following/watch',
			"import type { Known } from '../../elevenlabs/client';\nimport type { Known as Outcome } from '../dialing/verdict';\nexport type Watched = Known | Outcome;",
		);
		write('credentials/Api', 'export type Key = string;');
		expect(brokenRules(folder)).toEqual([]);
	});
});

it('no file of the package breaks a rule about imports', () => {
	expect(brokenRules(root)).toEqual([]);
});
