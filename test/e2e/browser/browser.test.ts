/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in tests only */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import type { N8nInstance, WorkflowFile } from '../../n8n/instance';
import type { MovableClock, Simulator } from '../../simulator/simulator';
import { movableClock, startSimulator } from '../../simulator/simulator';
import { START_MS, startCallingN8n } from '../callingN8n';
import { until } from '../until';
import { launchChromium } from './chromium';
import { CUSTOMERS, customersWorkflow } from './customers';
import { Editor, signedIn } from './editor';
import { keepLastSight, picture } from './pictures';

// What a person does in n8n's editor, in a real browser. It makes the pictures of the docs, too.

let clock: MovableClock;
let simulator: Simulator;
let n8n: N8nInstance;
let browser: Browser;
let light: BrowserContext;
let dark: BrowserContext;

beforeAll(async () => {
	clock = movableClock();
	simulator = await startSimulator({ clock });
	browser = await launchChromium();
	n8n = await startCallingN8n(simulator);
	light = await signedIn(browser, n8n, 'light');
	dark = await signedIn(browser, n8n, 'dark');
}, START_MS);

beforeEach(() => simulator.reset());

afterAll(async () => {
	await browser.close();
	await n8n.stop();
	await simulator.close();
});

/** A test in a new tab. If it fails, a picture of what was seen last is kept. */
function inEditor(name: string, steps: (editor: Editor) => Promise<void>) {
	it(name, async () => {
		const page = await light.newPage();
		try {
			await steps(new Editor(page, n8n.url));
		} catch (error) {
			if (error instanceof Error) error.message += `\nSeen last: ${await keepLastSight(page, name)}`;
			throw error;
		} finally {
			await page.close();
		}
	});
}
