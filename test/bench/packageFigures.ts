/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- runs on a developer's machine only */
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { N8nInstance } from '../n8n/instance';
import { runCommand } from '../n8n/runCommand';
import { median } from './median';

export interface EntryFile {
	name: string;
	/** To load it where n8n-workflow is loaded already. */
	milliseconds: number;
}

export interface PackageFigures {
	tarballBytes: number;
	entryFiles: EntryFile[];
	/** To load n8n-workflow itself, in the same processes. */
	n8nWorkflowMs: number;
}

const PROCESSES = 5;
const NAME = 'n8n-nodes-elevenlabs-calls';

/** Measures the package as this n8n has it installed, each file in fresh processes of n8n's own Node. */
export async function measurePackage(
	tarball: string,
	{ userFolder, installation }: N8nInstance,
): Promise<PackageFigures> {
	const folder = join(userFolder, '.n8n', 'nodes', 'node_modules', NAME);
	const { n8n } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
		n8n: { credentials: string[]; nodes: string[] };
	};
	const yardstick: number[] = [];
	const entryFiles: EntryFile[] = [];
	for (const file of [...n8n.credentials, ...n8n.nodes]) {
		const times: number[] = [];
		for (let count = 0; count < PROCESSES; count++) {
			const printed = await runCommand({
				doing: `loading ${file}`,
				file: installation.node,
				args: [join(__dirname, 'loadTime.cjs'), join(folder, file)],
				// As n8n puts its own modules within reach of a package.
				env: { PATH: process.env.PATH, NODE_PATH: join(installation.folder, 'node_modules') },
			});
			const loaded = JSON.parse(printed) as { n8nWorkflow: number; file: number };
			yardstick.push(loaded.n8nWorkflow);
			times.push(loaded.file);
		}
		entryFiles.push({ name: basename(file), milliseconds: median(times) });
	}
	return { tarballBytes: statSync(tarball).size, entryFiles, n8nWorkflowMs: median(yardstick) };
}
