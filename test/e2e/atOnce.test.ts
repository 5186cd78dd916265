import { startN8n } from '../n8n/instance';
import type { Setting } from './atOnce';
import { startSetting, testAtOnce } from './atOnce';
import { START_MS } from './callingN8n';
import type { Deployment } from './publishedCalls';

// Things that happen at the same moment in one n8n, with SQLite.

let setting: Setting;
let deployment: Deployment & { stop(): Promise<void> };

beforeAll(async () => {
	setting = await startSetting();
	const main = await startN8n(setting.forN8n);
	deployment = { main, webhookUrls: [main.url], stop: main.stop };
}, START_MS);

afterAll(async () => {
	await deployment.stop();
	await setting.close();
});

testAtOnce(
	() => setting,
	() => deployment,
);
