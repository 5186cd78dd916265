/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in tests only */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INode } from 'n8n-workflow';
import type { WorkflowFile } from '../n8n/instance';

/** The credential that the examples use in their ElevenLabs nodes. */
export const EXAMPLE_CREDENTIAL_ID = 'elevenLabsCallsDemo';

export const exampleFile = (name: string) =>
	JSON.parse(
		readFileSync(path.resolve(__dirname, `../../examples/${name}.json`), 'utf8'),
	) as WorkflowFile & { id: string };

/** The node of a workflow with this name. */
export function nodeOf({ name: workflow, nodes }: WorkflowFile, name: string): INode {
	const node = nodes.find((one) => one.name === name);
	if (node === undefined) throw new Error(`'${workflow}' has no node '${name}'`);
	return node;
}
