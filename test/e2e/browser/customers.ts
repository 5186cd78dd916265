import type { IDataObject } from 'n8n-workflow';
import type { WorkflowFile } from '../../n8n/instance';
import { EXAMPLE_CREDENTIAL_ID } from '../exampleFile';
import { node, to } from '../rowsWorkflow';

// A workflow as a user has it: customers in rows, and a node that calls them.

/** Of the simulator. */
export const CREDENTIAL = { id: EXAMPLE_CREDENTIAL_ID, name: 'Simulator' };

export const CUSTOMERS = [
	{ customer: 'Ada Lovelace', phone: '+1 202 555 0101', appointment: 'Monday 10:30' },
	{ customer: 'Bruno Weber', phone: '+1 202 555 0102', appointment: 'Monday 14:00' },
	{ customer: 'Chloé Martin', phone: '+1 202 555 0103', appointment: 'Tuesday 9:00' },
];

export const AGENT = {
	__rl: true,
	mode: 'list',
	value: 'agent_simappointments',
	cachedResultName: 'Appointment reminders',
};

export const FROM_NUMBER = {
	__rl: true,
	mode: 'list',
	value: 'phnum_simtwilio',
	cachedResultName: 'Front desk (+12025550190, Twilio)',
};

const field = (id: string, type: 'string' | 'number', required = true) => ({
	id,
	displayName: id,
	required,
	display: true,
	defaultMatch: false,
	type,
	removed: false,
});

/** The agent's variables, filled from the columns. */
const VARIABLES = {
	mappingMode: 'defineBelow',
	value: {
		customer_name: '={{ $json.customer }}',
		appointment_time: '={{ $json.appointment }}',
		company: 'Acme Dental',
		fee: 20,
	},
	matchingColumns: [],
	schema: [
		field('customer_name', 'string'),
		field('appointment_time', 'string'),
		field('company', 'string'),
		field('fee', 'number'),
		field('notes', 'string', false),
	],
};

/** @param parameters of "Call Customers", beside agent, numbers and variables */
export const customersWorkflow = (
	name: string,
	rows: IDataObject[],
	parameters: IDataObject = {},
): WorkflowFile => ({
	name,
	nodes: [
		node('When clicking ‘Execute workflow’', 'n8n-nodes-base.manualTrigger', {}),
		{
			...node('Spreadsheet', 'n8n-nodes-base.set', {
				mode: 'raw',
				jsonOutput: JSON.stringify({ rows }),
				options: {},
			}),
			typeVersion: 3.4,
			position: [220, 0],
		},
		{
			...node('Customers', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'rows', options: {} }),
			position: [440, 0],
		},
		{
			...node('Call Customers', 'n8n-nodes-elevenlabs-calls.elevenLabsCalls', {
				resource: 'call',
				operation: 'outboundCall',
				agentId: AGENT,
				phoneNumberId: FROM_NUMBER,
				toNumber: '={{ $json.phone }}',
				dynamicVariablesMode: 'fields',
				dynamicVariables: VARIABLES,
				...parameters,
			}),
			position: [660, 0],
			credentials: { elevenLabsCallsApi: CREDENTIAL },
		},
	],
	connections: {
		'When clicking ‘Execute workflow’': { main: [[to('Spreadsheet')]] },
		Spreadsheet: { main: [[to('Customers')]] },
		Customers: { main: [[to('Call Customers')]] },
	},
	settings: { executionOrder: 'v1' },
});
