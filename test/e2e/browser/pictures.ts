/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in tests only */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Locator, Page } from 'playwright-core';

/*
 * The pictures in the docs. Letters look different on each machine, so a test can't compare pixels. It compares the
 * words: those on the screen with those that were on it when `npm run screenshots` made the picture.
 */

const ROOT = path.resolve(__dirname, '../../..');
const WORDS_FILE = path.join(__dirname, 'pictures.json');
/** Most have half of it; a whole workflow needs more. */
const MAX_BYTES = 256 * 1024;
/** What changes by the second, and the canvas's tools. */
const HIDDEN = [
	'.el-notification',
	...['controls', 'handle-plus', 'handle-plus-wrapper', 'background'].map(
		(part) => `[data-test-id="canvas-${part}"]`,
	),
	':has(> [data-test-id="execute-workflow-button"])',
];
/** They are others in each run. */
const IDENTIFIER = /[0-9a-f]{16,}/g;
/** How long words may take to settle, and how often they are read. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 200;
const updating = process.env.npm_lifecycle_event === 'screenshots';

type Words = Record<string, string[]>;

const readWords = () => JSON.parse(readFileSync(WORDS_FILE, 'utf8')) as Words;

interface Frame {
	/** Around everything, in pixels. */
	margin?: number;
	/** Also in the picture, but its words may change. */
	around?: Locator[];
}

/**
 * Checks that a picture of the docs still shows what the editor shows, or makes it anew.
 * @param file from the root of the repository
 * @param shown what must be in the picture
 */
export async function picture(file: string, shown: Locator[], frame: Frame = {}): Promise<void> {
	const words = await settledWords(shown, file);
	if (updating) {
		await makePicture(file, [...shown, ...(frame.around ?? [])], frame.margin ?? 0);
		const all = { ...readWords(), [file]: words };
		const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
		writeFileSync(WORDS_FILE, `${JSON.stringify(sorted, null, '\t')}\n`);
	}
	expect({ file, words, exists: existsSync(path.join(ROOT, file)) }).toEqual({
		file,
		words: readWords()[file],
		exists: true,
	});
}

/**
 * Reads the words on the screen once they are those of the picture, or have stopped changing if it is made anew: the
 * editor shows a long list bit by bit.
 */
async function settledWords(shown: Locator[], file: string): Promise<string[]> {
	const deadline = Date.now() + PATIENCE_MS;
	let awaited = updating ? undefined : readWords()[file];
	for (;;) {
		const words = (await Promise.all(shown.map(wordsIn))).flat();
		if (isDeepStrictEqual(words, awaited) || Date.now() > deadline) return words;
		if (updating) awaited = words;
		await sleep(PAUSE_MS);
	}
}

/** The same in light and in dark: `name.png` and `name-dark.png`. */
export async function pictureInBoth(
	file: string,
	shown: Locator[],
	frame: Frame = {},
): Promise<void> {
	await picture(file, shown, frame);
	const page = shown[0]?.page();
	await page?.emulateMedia({ colorScheme: 'dark' });
	await picture(file.replace('.png', '-dark.png'), shown, frame);
	await page?.emulateMedia({ colorScheme: 'light' });
}

async function wordsIn(shown: Locator): Promise<string[]> {
	const lines = (await shown.innerText()).replace(IDENTIFIER, '…').split(/\s*\n\s*/);
	return lines.filter((line) => line !== '');
}

async function makePicture(file: string, shown: Locator[], margin: number): Promise<void> {
	const [first] = shown;
	if (!first) throw new Error(`Nothing to show in ${file}`);
	const target = path.join(ROOT, file);
	mkdirSync(path.dirname(target), { recursive: true });
	// Nothing looks as if it were pointed at.
	await first.page().mouse.move(0, 0);
	const bytes = await first.page().screenshot({
		path: target,
		clip: await areaOf(shown, margin),
		animations: 'disabled',
		caret: 'hide',
		style: `${HIDDEN.join()} { visibility: hidden !important }`,
	});
	if (bytes.length > MAX_BYTES) {
		throw new Error(`${file} has ${bytes.length} bytes, and ${MAX_BYTES} at most are good to load`);
	}
}

async function areaOf(shown: Locator[], margin: number) {
	const boxes = await Promise.all(shown.map(async (one) => await one.boundingBox()));
	const seen = boxes.filter((box) => box !== null);
	const left = Math.min(...seen.map(({ x }) => x)) - margin;
	const top = Math.min(...seen.map(({ y }) => y)) - margin;
	const right = Math.max(...seen.map(({ x, width }) => x + width)) + margin;
	const bottom = Math.max(...seen.map(({ y, height }) => y + height)) + margin;
	return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Keeps what a failed test saw last. @returns where */
export async function keepLastSight(page: Page, test: string): Promise<string> {
	const file = path.join(ROOT, 'test-results', `${test.replace(/\W+/g, '-')}.png`);
	await page.screenshot({ path: file });
	return file;
}
