/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { join } from 'node:path';
import { runCommand } from '../test/n8n/runCommand';
import { ROOT } from './example';
import type { Script } from './script';

/** Builds the package into dist/, as `npm run build` does. */
export async function buildPackage({ log }: Pick<Script, 'log'>): Promise<void> {
	log('Building the package …');
	await runCommand({
		doing: 'building',
		file: process.execPath,
		args: [join(ROOT, 'node_modules', 'gulp', 'bin', 'gulp.js'), 'build'],
		cwd: ROOT,
		log,
	});
}
