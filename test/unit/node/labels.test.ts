/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the sources, in tests only */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties } from 'n8n-workflow';
import ts from 'typescript';
import { ElevenLabsCallsApi } from '../../../credentials/ElevenLabsCallsApi.credentials';
import { ElevenLabsCalls } from '../../../nodes/ElevenLabsCalls/ElevenLabsCalls.node';
import { ElevenLabsCallsTrigger } from '../../../nodes/ElevenLabsCallsTrigger/ElevenLabsCallsTrigger.node';

// What a text calls by a label has that label in the editor.

/** Where n8n shows a label: of a parameter, of one of its values, or of a part of it. */
interface Labeled {
	displayName?: string;
	name?: string;
	options?: unknown[];
	values?: unknown[];
}

function labelsIn(labeled: Labeled): string[] {
	const parts = [...(labeled.options ?? []), ...(labeled.values ?? [])] as Labeled[];
	return [labeled.displayName ?? labeled.name ?? '', ...parts.flatMap(labelsIn)];
}

const fields: INodeProperties[] = [
	...new ElevenLabsCalls().description.properties,
	...new ElevenLabsCallsTrigger().description.properties,
	...new ElevenLabsCallsApi().properties,
];
const labels = new Set(fields.flatMap(labelsIn));

/** What n8n itself calls something, in the settings of each node. */
const N8N_LABELS = ['Continue', 'Continue (using error output)', 'On Error', 'Stop Workflow'];

const root = path.resolve(__dirname, '../../../nodes');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.ts'))
	.map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));

/** A name in single quotes that begins with a capital, and isn't the end of a word such as "agent's". */
const QUOTED = /(?<![\w’])'([A-Z][^'\n]*)'(?!\w)/g;

/** Functions whose text arguments are labels. */
const TAKES_LABEL = /^(?:invalid|read[A-Z]\w*)$/;

/** @returns the labels that the texts of a source name, and those that its readers are given */
function namedIn({ file, text }: { file: string; text: string }): string[] {
	const found: string[] = [];
	const visit = (node: ts.Node) => {
		if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) {
			found.push(...[...node.text.matchAll(QUOTED)].map(([, label]) => String(label)));
		}
		if (ts.isCallExpression(node) && TAKES_LABEL.test(node.expression.getText())) {
			const texts = node.arguments.filter(ts.isStringLiteralLike).map((literal) => literal.text);
			found.push(...texts.filter((label) => /^[A-Z][\w ()]*$/.test(label)));
		}
		if (
			ts.isPropertyAssignment(node) &&
			node.name.getText() === 'parameter' &&
			ts.isStringLiteralLike(node.initializer)
		) {
			found.push(node.initializer.text);
		}
		node.forEachChild(visit);
	};
	ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true).forEachChild(visit);
	return found;
}

it('every label in a text is one that the editor shows', () => {
	const named = sources.flatMap((source) =>
		namedIn(source).map((label) => ({ file: source.file, label })),
	);
	expect(named.length).toBeGreaterThan(10);
	const known = [...labels, ...N8N_LABELS];
	expect(named.filter(({ label }) => !known.includes(label))).toEqual([]);
});

it('no text has curly quotes, which nobody can type into a search', () => {
	const credentials = path.resolve(__dirname, '../../../credentials');
	const others = readdirSync(credentials).map((file) => ({
		file,
		text: readFileSync(path.join(credentials, file), 'utf8'),
	}));
	const curly = [...sources, ...others].filter(({ text }) => /[\u2018-\u201f]/.test(text));
	expect(curly.map(({ file }) => file)).toEqual([]);
});

it('a label that the editor does not show is found', () => {
	const text = [
		"invalid('Phone Line', 'is empty', advice);",
		'readCode(value, `Line`);',
		"throw new Failure(`Set 'Own Line' under Options, or the agent's line`);",
		"const problem = { parameter: 'Line ID' };",
	].join('\n');
	expect(namedIn({ file: 'made-up.ts', text })).toEqual([
		'Phone Line',
		'Line',
		'Own Line',
		'Line ID',
	]);
});
