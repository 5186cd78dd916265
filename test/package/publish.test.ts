/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- writes files, in tests only */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { npm } from '../n8n/npm';
import { startLoopbackRegistry, type LoopbackRegistry } from './loopbackRegistry';

// Users can verify a release only if GitHub built it. So npm must refuse to publish from anywhere else.

let folder: string;
let registry: LoopbackRegistry;

beforeEach(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'publish-'));
	registry = await startLoopbackRegistry(folder);
});

afterEach(() => {
	registry.close();
	rmSync(folder, { recursive: true, force: true });
});

const publish = async (...args: string[]) =>
	await npm(['publish', ...args], {
		doing: 'publishing',
		cwd: path.resolve(__dirname, '../..'),
		env: registry.env,
	});

it('is not published by npm publish, although npm skips prepublishOnly here', async () => {
	await expect(publish()).rejects.toThrow(/provenance generation not supported/);
	expect(registry.uploads).toEqual([]);
});

it('would be uploaded, publicly, if it were not for that', async () => {
	await publish('--provenance=false');
	expect(registry.uploads).toMatchObject([{ access: 'public' }]);
});
