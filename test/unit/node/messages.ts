/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files, in tests only */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(__dirname, '../../..');

/** Properties whose texts the editor, n8n or an AI agent shows, or that say what to do about a message. */
const NOT_IN_MESSAGES = new Set(
	`action activationHint activationMessage active addOptionalFieldButtonText advice alias default
	description displayCondition displayName documentationUrl emptyFieldsNotice errorMessage
	eventTriggerDescription header hint inactive legend multipleValueButtonText name noFieldsError
	placeholder plural propertyHint regex relationHint searchHint singular subtitle title toolDescription url
	urlIcon value`.split(/\s+/),
);

/** Functions that make a parameter of the texts they are given. */
const MAKES_PARAMETER = /(?:Filter|IdOf)$/;

/** Functions whose argument at this place says what to do about a message. */
const ADVICE_AT = new Map([
	['invalid', 2],
	['parameterFailure', 2],
	['TriggerProblem', 1],
]);

/** What shows whole sentences, with what to do in them. Elsewhere, a sentence only says what to do. */
const TAKES_SENTENCES = new Set(['refuse', 'warn', 'TypeError']);

/** Labels, names of things, and what an object's type is called. */
const IS_LABEL =
	/^(?:[A-Z0-9(][\w.()+-]*|v\d\S*)(?: (?:[A-Z0-9(][\w.()+-]*|v\d\S*|in|or|to))*$|^\[object \w+\]$/;

/** Files whose texts are shown in lists and on the canvas, or name and describe things in ElevenLabs. */
const NO_MESSAGES = /\/methods\/|\/(?:subtitle|webhookName)\.ts$/;

/**
 * The texts of the code that are messages, or parts of them, with … for what differs.
 * @returns for each text, the file it is in
 */
export function messages(): Map<string, string> {
	const found = new Map<string, string>();
	for (const { file, source, typeTexts } of sources()) {
		if (NO_MESSAGES.test(file)) continue;
		visit(source, (node) => {
			if (isOutside(node)) return false;
			const text = textOf(node);
			if (text === undefined || typeTexts.has(text) || IS_LABEL.test(text)) return true;
			const isSentence = /[.!?]$/.test(text.trim());
			if (/[\w…] [\w…]/.test(text) && (!isSentence || isShownWhole(node))) found.set(text, file);
			return true;
		});
	}
	return found;
}

/** Every text of the code, with … for what differs. */
export function codeTexts(): string[] {
	const texts: string[] = [];
	for (const { source } of sources()) {
		visit(source, (node) => {
			const text = textOf(node);
			if (text !== undefined) texts.push(text);
			return true;
		});
	}
	return texts;
}

interface Source {
	/** From the root of the repository. */
	file: string;
	source: ts.SourceFile;
	/** Texts that are types: code compares them, and nobody reads them. */
	typeTexts: Set<string>;
}

let known: Source[] | undefined;

function sources(): Source[] {
	return (known ??= read());
}

function read(): Source[] {
	const files = ['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.map((name) => path.posix.join(folder, name)),
	);
	const typeTexts = new Set<string>();
	return files.map((file) => {
		const code = readFileSync(path.join(root, file), 'utf8');
		const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
		visit(source, (node) => {
			if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) {
				typeTexts.add(node.literal.text);
			}
			return true;
		});
		return { file, source, typeTexts };
	});
}

/** @param enter whether to look inside of a node */
function visit(node: ts.Node, enter: (node: ts.Node) => boolean): void {
	if (enter(node)) ts.forEachChild(node, (child) => visit(child, enter));
}

function textOf(node: ts.Node): string | undefined {
	if (ts.isStringLiteralLike(node)) return node.text;
	if (!ts.isTemplateExpression(node)) return undefined;
	return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}

/** Whether no part of a message is in a node. */
function isOutside(node: ts.Node): boolean {
	const { parent } = node;
	if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return true;
	if (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) {
		const name = node.name.getText();
		if (NOT_IN_MESSAGES.has(name) || /DESCRIPTION/.test(name)) return true;
	}
	if (parent === undefined || !(ts.isCallExpression(parent) || ts.isNewExpression(parent))) {
		return false;
	}
	const place = parent.arguments?.findIndex((argument) => argument === node) ?? -1;
	if (place === -1) return false;
	const name = parent.expression.getText();
	return MAKES_PARAMETER.test(name) || ADVICE_AT.get(name) === place;
}

function isShownWhole(node: ts.Node): boolean {
	const { parent } = node;
	if (ts.isConditionalExpression(parent)) return isShownWhole(parent);
	return (
		(ts.isCallExpression(parent) || ts.isNewExpression(parent)) &&
		parent.arguments?.[0] === node &&
		TAKES_SENTENCES.has(parent.expression.getText())
	);
}
