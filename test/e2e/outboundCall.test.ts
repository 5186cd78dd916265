/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in tests only */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import type { N8nInstance, WorkflowFile } from '../n8n/instance';
import { startN8n } from '../n8n/instance';
import { packTarball } from '../n8n/packTarball';
import type { Simulator } from '../simulator/simulator';
import { startSimulator } from '../simulator/simulator';

// The packed package in a real n8n, driven as the editor drives it.

const NODE_TYPE = 'n8n-nodes-elevenlabs-calls.elevenLabsCalls';
const CREDENTIAL_ID = 'elevenLabsCallsDemo';

const source_info = { version: 'n8n-nodes-elevenlabs-calls/0.1.0' };

const exampleFile = JSON.parse(
	readFileSync(path.resolve(__dirname, '../../examples/call-customers.json'), 'utf8'),
) as WorkflowFile;

let simulator: Simulator;
let n8n: N8nInstance;
let packed: string;

const credential = (data: IDataObject = {}) => ({
	id: CREDENTIAL_ID,
	name: 'Simulator',
	type: 'elevenLabsCallsApi',
	data: { apiKey: 'sim-full', region: 'custom', baseUrl: simulator.url, ...data },
});

beforeAll(async () => {
	simulator = await startSimulator();
	packed = mkdtempSync(path.join(tmpdir(), 'packed-'));
	n8n = await startN8n({
		tarballs: [await packTarball(packed)],
		credentials: [credential()],
		// eslint-disable-next-line no-console -- the first run installs n8n, which takes minutes
		log: (line) => console.log(line),
	});
}, 1_200_000);

beforeEach(() => simulator.reset());

afterAll(async () => {
	await n8n.stop();
	await simulator.close();
	rmSync(packed, { recursive: true, force: true });
});

describe('the credential', () => {
	it.each(['sim-full', 'sim-agents-only'])('passes its test with the key %s', async (apiKey) => {
		expect(await n8n.testCredential(credential({ apiKey }))).toEqual({
			status: 'OK',
			message: 'Connection successful!',
		});
	});

	it.each([
		['wrong', 'does not recognize this API key'],
		['sim-no-convai', "lacks a permission: 'convai_read'"],
		['sim-no-write', 'can read, but not call'],
		['', 'Enter an API key'],
	])('does not with the key %j, and says why', async (apiKey, message) => {
		expect(await n8n.testCredential(credential({ apiKey }))).toEqual({
			status: 'Error',
			message: expect.stringContaining(message),
		});
	});
});

describe('the editor', () => {
	const ask = (methodName: string, parameter: string, currentNodeParameters: INodeParameters) => ({
		nodeType: NODE_TYPE,
		path: `parameters.${parameter}`,
		methodName,
		currentNodeParameters,
		credentials: { elevenLabsCallsApi: { id: CREDENTIAL_ID, name: 'Simulator' } },
	});

	it('lists agents, searched on the server, page by page', async () => {
		const { results } = await n8n.listSearch({
			...ask('searchAgents', 'agentId', {}),
			filter: 'appointment',
		});
		expect(results.map(({ name, value }) => [name, value])).toEqual([
			['Appointment reminders', 'agent_simappointments'],
		]);

		const [template] = simulator.agents.values();
		const extra = Array.from({ length: 120 }, (_, index) => `agent_extra${index}`);
		for (const id of extra) simulator.agents.set(id, { ...template!, agent_id: id, name: id });
		const first = await n8n.listSearch(ask('searchAgents', 'agentId', {}));
		const second = await n8n.listSearch({
			...ask('searchAgents', 'agentId', {}),
			paginationToken: first.paginationToken as string,
		});
		expect(first.results).toHaveLength(100);
		expect(second.results).toHaveLength(simulator.agents.size - 100);
		expect(second.paginationToken).toBeUndefined();
		for (const id of extra) simulator.agents.delete(id);
	});

	it('lists the numbers that can dial, and voices', async () => {
		const numbers = await n8n.listSearch(ask('searchPhoneNumbers', 'phoneNumberId', {}));
		expect(numbers.results.map(({ value }) => value)).not.toContain('phnum_simsipinbound');
		expect(numbers.results).toHaveLength(4);
		const voices = await n8n.listSearch(ask('searchVoices', 'overrides.voiceId', {}));
		expect(voices.results).toHaveLength(simulator.voices.length);
	});

	it('shows the variables of the chosen agent as fields', async () => {
		const { fields } = await n8n.resourceMapperFields(
			ask('getDynamicVariables', 'dynamicVariables', {
				agentId: { __rl: true, mode: 'list', value: 'agent_simappointments' },
			}),
		);
		expect(fields.map(({ id, required }) => [id, required])).toEqual([
			['customer_name', true],
			['appointment_time', true],
			['company', true],
			['fee', true],
			['notes', false],
		]);
	});

	it('has the node, its variant for AI agents, its icon and its output schema', async () => {
		const get = async (url: string) =>
			await fetch(`${n8n.url}${url}`, { headers: { cookie: n8n.cookie } });
		const types = (await (await get('/types/nodes.json')).json()) as Array<{
			name: string;
			iconUrl?: { light: string };
		}>;
		const node = types.find(({ name }) => name === NODE_TYPE);
		expect(node).toBeDefined();
		expect(types.map(({ name }) => name)).toContain(`${NODE_TYPE}Tool`);
		expect((await get(`/${node?.iconUrl?.light}`)).status).toBe(200);
		const schema = await get(`/schemas/${NODE_TYPE}/1.0.0/call/outboundCall.json`);
		expect(await schema.json()).toMatchObject({ properties: { conversation_id: {} } });
	});
});

it('the example calls every customer who can be called, each in their own way', async () => {
	const id = await n8n.saveWorkflow(exampleFile);
	const run = await n8n.runWorkflow(id);
	expect(run.status).toBe('success');

	const conversations = new Map(
		simulator.calls.map(({ number, conversationId, callSid }) => [
			number,
			{
				success: true,
				message: 'Call initiated successfully',
				conversation_id: conversationId,
				callSid,
				to_number: number,
			},
		]),
	);
	const numbers = ['+12025550101', '+493023125101', '+33199001234', '+12025550142', '+12025550155'];
	expect([...conversations.keys()].sort()).toEqual([...numbers].sort());
	expect(run.items('Results').map(({ json }) => json)).toEqual(
		numbers.map((number) => conversations.get(number)),
	);
	const rows = run.items('One Item per Customer').map(({ json }) => json);
	expect(run.items('Bad Rows').map(({ json }) => json)).toEqual([
		{
			...rows[4],
			error:
				"'To Number' is in scientific notation: a spreadsheet shortened it, and digits are missing [item 4]",
			details: {
				description:
					'Format the column as plain text in the spreadsheet and enter the numbers again.',
				parameter: 'To Number',
				call_may_have_been_placed: false,
			},
		},
	]);
	expect(run.items('Call Customer').map(({ pairedItem }) => pairedItem)).toEqual(
		[0, 1, 2, 3, 5].map((item) => ({ item })),
	);
	expect(
		simulator.calls.map(({ body, drop }) => [body.conversation_initiation_client_data, drop]),
	).toEqual(
		simulator.calls.map(({ number }) => {
			const row = rows[[...numbers.slice(0, 4), '', numbers[4]].indexOf(number)] ?? {};
			const greeting = row.language === 'de' ? 'Guten Tag' : 'Hello';
			const rest = row.language === 'de' ? 'hier ist Acme Dental.' : 'this is Acme Dental.';
			return [
				{
					conversation_config_override: {
						agent: {
							first_message: `${greeting} ${String(row.name)}, ${rest}`,
							...(row.language === '' ? {} : { language: row.language }),
						},
						tts: { speed: 0.95 },
					},
					source_info,
					dynamic_variables: {
						customer_name: row.name,
						appointment_time: row.appointment_time,
						company: 'Acme Dental',
						fee: row.balance,
					},
				},
				undefined,
			];
		}),
	);

	const again = await n8n.runWorkflow(id);
	expect(again.items('Results').map(({ json }) => json.reason)).toEqual(
		numbers.map(() => 'duplicate'),
	);
	expect(Object.values(simulator.callCounts())).toEqual(numbers.map(() => 1));
});

describe('fifty rows of which five are bad', () => {
	const bad = [0, 7, 19, 33, 48];
	const rows = Array.from({ length: 50 }, (_, row) => ({
		row,
		phone: bad.includes(row) ? 'unknown' : `+1202555${2000 + row}`,
	}));
	const goodNumbers = rows.filter(({ row }) => !bad.includes(row)).map(({ phone }) => phone);

	const workflow = (onError: INode['onError']): WorkflowFile => {
		const node = (name: string, type: string, parameters: INodeParameters): INode => ({
			id: name,
			name,
			type,
			typeVersion: type === 'n8n-nodes-base.set' ? 3.4 : 1,
			position: [0, 0],
			parameters,
		});
		const to = (name: string) => ({ node: name, type: 'main' as const, index: 0 });
		return {
			name: `Fifty rows, ${onError}`,
			nodes: [
				node('Start', 'n8n-nodes-base.manualTrigger', {}),
				node('Rows', 'n8n-nodes-base.set', {
					mode: 'raw',
					jsonOutput: JSON.stringify({ rows }),
					options: {},
				}),
				node('Split', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'rows', options: {} }),
				{
					...node('Call', NODE_TYPE, {
						resource: 'call',
						operation: 'outboundCall',
						agentId: { __rl: true, mode: 'id', value: 'agent_simlocked' },
						phoneNumberId: { __rl: true, mode: 'id', value: 'phnum_simsiptrunk' },
						toNumber: '={{ $json.phone }}',
						dynamicVariablesMode: 'pairs',
						dynamicVariablePairs: {
							assignments: [{ id: '1', name: 'row', type: 'number', value: '={{ $json.row }}' }],
						},
					}),
					onError,
					credentials: { elevenLabsCallsApi: { id: CREDENTIAL_ID, name: 'Simulator' } },
				},
				node('After', 'n8n-nodes-base.noOp', {}),
				node('Failed', 'n8n-nodes-base.noOp', {}),
			],
			connections: {
				Start: { main: [[to('Rows')]] },
				Rows: { main: [[to('Split')]] },
				Split: { main: [[to('Call')]] },
				Call: { main: [[to('After')], [to('Failed')]] },
			},
			settings: { executionOrder: 'v1' },
		};
	};

	const expectCallsAndBodies = () => {
		expect(simulator.callCounts()).toEqual(
			Object.fromEntries(goodNumbers.map((number) => [number, 1])),
		);
		for (const { body, number } of simulator.calls) {
			expect(body).toEqual({
				agent_id: 'agent_simlocked',
				agent_phone_number_id: 'phnum_simsiptrunk',
				to_number: number,
				conversation_initiation_client_data: {
					source_info,
					dynamic_variables: { row: rows.find(({ phone }) => phone === number)?.row },
				},
			});
		}
	};

	it('with "stop" call nobody, and the error names the bad rows', async () => {
		const run = await n8n.runWorkflow(workflow('stopWorkflow'));
		expect(run.status).toBe('error');
		expect(simulator.calls).toEqual([]);
		expect(run.error?.message).toBe('Nobody was called: 5 of 50 items need fixing');
		expect(run.error?.description).toContain(
			"• Items 0, 7, 19, 33 and 48: 'To Number' contains letters. ",
		);
		expect(run.items('After')).toEqual([]);
	});

	it('with "continue" give 45 calls, one per number, and 50 paired items', async () => {
		const run = await n8n.runWorkflow(workflow('continueRegularOutput'));
		expect(run.status).toBe('success');
		expectCallsAndBodies();
		const items = run.items('Call');
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(rows.map((_, item) => ({ item })));
		for (const [index, { json }] of items.entries()) {
			if (bad.includes(index))
				expect(json).toMatchObject({ ...rows[index], error: expect.any(String) });
			else expect(json.success).toBe(true);
		}
	});

	it('with an error output give 45 calls and the five rows there, with their input', async () => {
		const run = await n8n.runWorkflow(workflow('continueErrorOutput'));
		expect(run.status).toBe('success');
		expectCallsAndBodies();
		expect(run.items('After')).toHaveLength(45);
		expect(run.items('Failed').map(({ json }) => json)).toEqual(
			bad.map((item) => expect.objectContaining({ ...rows[item], error: expect.any(String) })),
		);
	});
});
