/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import type { WorkflowFile } from '../test/n8n/instance';
import type { Simulator } from '../test/simulator/simulator';

export const ROOT = join(__dirname, '..');
export const CALLS_NODE_TYPE = 'n8n-nodes-elevenlabs-calls.elevenLabsCalls';
export const TRIGGER_NODE_TYPE = 'n8n-nodes-elevenlabs-calls.elevenLabsCallsTrigger';

/** A workflow as its file in `examples/` has it. */
export type Example = WorkflowFile & { id: string };

const FOLDER = join(ROOT, 'examples');
const FILE = join(FOLDER, 'call-customers.json');

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Example;

/** The one that `npm start` and `npm run editor` run. */
export const readExample = () => read(FILE);

export const readExamples = () =>
	readdirSync(FOLDER)
		.filter((name) => name.endsWith('.json'))
		.map((name) => read(join(FOLDER, name)));

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
