/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in tests only */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INode } from 'n8n-workflow';
import type { WorkflowFile } from '../n8n/instance';

/** The credential that the examples use in their ElevenLabs nodes. */
export const EXAMPLE_CREDENTIAL_ID = 'elevenLabsCallsDemo';

/** What the example's CRM proves that it is itself with. */
export const CRM_HEADER = { 'x-crm-key': 'simulated' };

export const CRM_CREDENTIAL = {
	id: 'crmWebhookDemo',
	name: 'Header Auth account',
	type: 'httpHeaderAuth',
	data: { name: 'x-crm-key', value: CRM_HEADER['x-crm-key'] },
};

const FOLDER = path.resolve(__dirname, '../../examples');

/** The names of all examples. */
export const exampleNames = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.json'))
	.map((file) => path.basename(file, '.json'));

export const exampleFile = (name: string) =>
	JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')) as WorkflowFile & {
		id: string;
	};

/** The node of a workflow with this name. */
export function nodeOf({ name: workflow, nodes }: WorkflowFile, name: string): INode {
	const node = nodes.find((one) => one.name === name);
	if (node === undefined) throw new Error(`'${workflow}' has no node '${name}'`);
	return node;
}
