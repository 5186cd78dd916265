/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import type { WorkflowFile } from '../test/n8n/instance';
import type { Simulator } from '../test/simulator/simulator';

export const ROOT = join(__dirname, '..');
export const CALLS_NODE_TYPE = 'n8n-nodes-elevenlabs-calls.elevenLabsCalls';

const FILE = join(ROOT, 'examples', 'call-customers.json');

export const readExample = () => JSON.parse(readFileSync(FILE, 'utf8')) as WorkflowFile;

/** The node in the example that makes the calls. */
export function callsNodeOf({ nodes }: WorkflowFile): INode {
	const node = nodes.find(({ type }) => type === CALLS_NODE_TYPE);
	if (!node) throw new Error(`${FILE} has no node of the type ${CALLS_NODE_TYPE}`);
	return node;
}

/** The data of an ElevenLabs Calls API credential for the simulator, with a key that may do everything. */
export const simulatorCredential = ({ url }: Pick<Simulator, 'url'>) => ({
	apiKey: 'sim-full',
	region: 'custom',
	baseUrl: url,
});
