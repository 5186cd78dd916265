/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files, in tests only */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { codeTexts, messages } from './messages';

// Every message that the nodes can give is in the docs, and the docs have no message that they can't.

const plain = (text: string) => text.replace(/\*\*|[`\\]/g, '');
const page = plain(readFileSync(path.resolve(__dirname, '../../../docs/errors.md'), 'utf8'));

/** Texts that no one gets to see, and that no rule tells from a message. */
const UNSEEN = [
	// keys and checks inside the code
	'any batch',
	'The list may go on',
	// shown in ElevenLabs, as descriptions of an agent's versions
	"n8n workflow … receives the events of this agent's calls…",
	"n8n workflow … no longer receives the events of this agent's calls",
	' for a test',
];

/** The words of a message that are always the same. */
function fixedParts(text: string): string[] {
	return text
		.split(/…|\*[^*]+\*|(?<!\w)'[^']*'(?!\w)/)
		.map((part) => part.replace(/^[^\p{L}+]+|[^\p{L}\d+]+$/gu, ''))
		.filter((part) => part !== '');
}

it('has every message of the code', () => {
	const written = page.replaceAll('*', '');
	const missing = [...messages()].flatMap(([text, file]) =>
		UNSEEN.includes(text) ||
		fixedParts(text).every((part) => !part.includes(' ') || written.includes(part))
			? []
			: [`${file}: ${text}`],
	);
	expect(missing).toEqual([]);
});

/** A text without some words in a row, but not without a piece of a word. */
function withoutWords(text: string, words: string): string {
	const isPiece = (character = '') => /[\w']/.test(character);
	return text
		.split(words)
		.reduce((left, right) =>
			isPiece(left.at(-1)) || isPiece(right[0]) ? left + words + right : `${left}…${right}`,
		);
}

const tables = page
	.split(/\n\n/)
	.filter((block) => /^\| message /.test(block))
	.map((block) =>
		block
			.trim()
			.split('\n')
			.slice(2)
			.map((row) => row.split(' | ')[0]?.slice(2) ?? ''),
	);

it('has no message that is not in the code', () => {
	const parts = [...new Set(codeTexts().flatMap(fixedParts))].sort((a, b) => b.length - a.length);
	/** What the code has no words for. */
	const rest = (part: string) =>
		parts.reduce((left, known) => (left.includes(known) ? withoutWords(left, known) : left), part);
	const rows = tables.flat();
	expect(rows.length).toBeGreaterThan(200);
	expect(rows.filter((row) => fixedParts(row).some((part) => /\w/.test(rest(part))))).toEqual([]);
});

it('names parameters as the editor does', () => {
	const texts = new Set(codeTexts());
	const labels = tables.flat().flatMap((row) => /^'([^'…]+)'/.exec(row)?.[1] ?? []);
	expect(labels.filter((label) => !texts.has(label))).toEqual([]);
});

it.each(tables)('lists messages from A to Z, from %s', (...rows) => {
	const sorted = [...rows].sort((a, b) => a.localeCompare(b, 'en'));
	expect(rows).toEqual(sorted);
});
