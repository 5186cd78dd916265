import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { WorkflowFile } from '../n8n/instance';
import type { Simulator } from '../simulator/simulator';

// The workflow of most tests: rows, and a node named "Call" that calls each of them.

/** Of the simulator. */
export const CREDENTIAL = { id: 'elevenLabsCallsSimulator', name: 'Simulator' };

const PHONE_NUMBER_ID = 'phnum_simtwilio';
const AGENT_ID = 'agent_simlocked';

export interface Row {
	row: number;
	phone: string;
}

/** Rows with numbers that are answered, different ones for each `first`. */
export const rowsFrom = (first: number, count: number): Row[] =>
	Array.from({ length: count }, (_, row) => ({ row, phone: `+1202555${first + row}` }));

export const node = (name: string, type: string, parameters: IDataObject): INode => ({
	id: name,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters: parameters as INodeParameters,
});

export const elevenLabsCalls = (
	options: IDataObject = {},
	{ agentId = AGENT_ID, ...more }: IDataObject = {},
): INode => ({
	...node('Call', 'n8n-nodes-elevenlabs-calls.elevenLabsCalls', {
		resource: 'call',
		operation: 'outboundCall',
		agentId: { __rl: true, mode: 'id', value: agentId },
		phoneNumberId: { __rl: true, mode: 'id', value: PHONE_NUMBER_ID },
		toNumber: '={{ $json.phone }}',
		...more,
		options,
	}),
	credentials: { elevenLabsCallsApi: CREDENTIAL },
});

/** The same node, which puts each row into a batch. */
export const createBatch = (options: IDataObject = {}, more: IDataObject = {}): INode =>
	elevenLabsCalls(options, {
		resource: 'batchCall',
		operation: 'create',
		callName: 'Renewals',
		...more,
	});

export const SUBMIT = '/v1/convai/batch-calling/submit';

/** Requests to create a batch. */
export const submits = ({ requests }: Simulator) => requests.filter(({ path }) => path === SUBMIT);

/** The numbers of each batch that exists, in their order. */
export const numbersIn = ({ batches }: Simulator) =>
	batches.map(({ body }) =>
		(body.recipients as Array<{ phone_number: string }>).map(({ phone_number }) => phone_number),
	);

/** The items that an output is paired with. */
export const itemsOf = ({ pairedItem }: INodeExecutionData) =>
	[pairedItem].flat().map((one) => (typeof one === 'object' ? one.item : one));

/** How the same node looks to those that don't have it. */
export const httpRequest = ({ url }: Simulator, agentId = AGENT_ID): INode => ({
	...node('Call', 'n8n-nodes-base.httpRequest', {
		method: 'POST',
		url: `${url}/v1/convai/twilio/outbound-call`,
		sendHeaders: true,
		headerParameters: { parameters: [{ name: 'xi-api-key', value: 'sim-full' }] },
		sendBody: true,
		specifyBody: 'json',
		jsonBody: `={{ { agent_id: "${agentId}", agent_phone_number_id: "${PHONE_NUMBER_ID}", to_number: $json.phone } }}`,
		// If the node has to detect the format, it still waits two minutes after half an answer.
		options: { response: { response: { responseFormat: 'json' } } },
	}),
	typeVersion: 4.2,
});

/** A connection to a node's one input. */
export const to = (name: string) => ({ node: name, type: 'main' as const, index: 0 });

/** @param after nodes after "Call", and the connections to them */
export const rowsWorkflow = (
	name: string,
	rows: readonly Row[],
	call: INode,
	after: { nodes: INode[]; connections: WorkflowFile['connections'] } = {
		nodes: [],
		connections: {},
	},
): WorkflowFile => ({
	name,
	nodes: [
		node('Start', 'n8n-nodes-base.manualTrigger', {}),
		{
			...node('Rows', 'n8n-nodes-base.set', {
				mode: 'raw',
				jsonOutput: JSON.stringify({ rows }),
				options: {},
			}),
			typeVersion: 3.4,
		},
		node('Split', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'rows', options: {} }),
		call,
		...after.nodes,
	],
	connections: {
		Start: { main: [[to('Rows')]] },
		Rows: { main: [[to('Split')]] },
		Split: { main: [[to('Call')]] },
		...after.connections,
	},
	settings: { executionOrder: 'v1' },
});
