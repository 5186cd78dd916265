/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in tests only */
import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { chromium, selectors } from 'playwright-core';

const PROGRAMS = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const ARGUMENTS = [
	'--disable-component-update',
	'--disable-quic',
	'--disable-sync',
	// The same letters on every machine.
	'--font-render-hinting=none',
	// The editor must work without anything but its own n8n.
	'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/**
 * Starts the Chromium or Chrome of this machine; playwright-core brings none.
 * The environment variable CHROMIUM_PATH chooses another program.
 * @throws if there is none
 */
export async function launchChromium(): Promise<Browser> {
	selectors.setTestIdAttribute('data-test-id');
	const executablePath = process.env.CHROMIUM_PATH ?? PROGRAMS.find((file) => existsSync(file));
	if (executablePath === undefined) {
		throw new Error(
			'The browser tests need Chromium or Chrome. Install one (Debian: apt-get install chromium), or set CHROMIUM_PATH to its program.',
		);
	}
	return await chromium.launch({ executablePath, args: ARGUMENTS });
}
