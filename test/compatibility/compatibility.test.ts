import type { IDataObject } from 'n8n-workflow';
import { START_MS, startCallingN8n } from '../e2e/callingN8n';
import {
	CREDENTIAL,
	elevenLabsCalls,
	node,
	rowsFrom,
	rowsWorkflow,
	to,
	type Row,
} from '../e2e/rowsWorkflow';
import type { ScriptedModel } from '../e2e/scriptedModel';
import { modelCredential, startScriptedModel } from '../e2e/scriptedModel';
import { until } from '../e2e/until';
import { ensureN8n, OLDER_VERSIONS, PINNED_VERSION } from '../n8n/install';
import type { N8nInstance, WorkflowFile } from '../n8n/instance';
import type { Simulator } from '../simulator/simulator';
import { movableClock, startSimulator } from '../simulator/simulator';

// What a release of n8n must have for this package: each thing that it gives nodes is used once. Everything else is tested
// with the pinned n8n.

const CALLS_TYPE = 'n8n-nodes-elevenlabs-calls.elevenLabsCalls';
const TRIGGER_TYPE = 'n8n-nodes-elevenlabs-calls.elevenLabsCallsTrigger';
const AGENT = 'agent_simappointments';

// eslint-disable-next-line no-console -- the first run of each version installs it, which takes minutes
const log = (line: string) => console.log(line);

describe.each([...OLDER_VERSIONS, PINNED_VERSION])('n8n %s', (version) => {
	const clock = movableClock();
	let simulator: Simulator;
	let model: ScriptedModel;
	let n8n: N8nInstance;

	beforeAll(async () => {
		simulator = await startSimulator({ clock });
		model = await startScriptedModel();
		const installation = await ensureN8n({ log, version });
		n8n = await startCallingN8n(simulator, { installation }, CREDENTIAL.id, [
			modelCredential(model),
		]);
	}, START_MS);

	beforeEach(() => simulator.reset());

	afterAll(async () => {
		await n8n?.stop();
		await model.close();
		await simulator.close();
	});

	const calling = (name: string, rows: Row[], options: IDataObject = {}, more: IDataObject = {}) =>
		rowsWorkflow(name, rows, elevenLabsCalls(options, more));

	const callCounts = (rows: Row[]) => Object.fromEntries(rows.map(({ phone }) => [phone, 1]));

	it('shows agents, numbers and the variables of the agent in the editor', async () => {
		const ask = (methodName: string, parameter: string) => ({
			nodeType: CALLS_TYPE,
			path: `parameters.${parameter}`,
			methodName,
			currentNodeParameters: { agentId: { __rl: true, mode: 'list', value: AGENT } },
			credentials: { elevenLabsCallsApi: CREDENTIAL },
		});
		const { results: agents } = await n8n.listSearch({
			...ask('searchAgents', 'agentId'),
			filter: 'appointment',
		});
		expect(agents.map(({ value }) => value)).toEqual([AGENT]);
		const { results: numbers } = await n8n.listSearch(ask('searchPhoneNumbers', 'phoneNumberId'));
		expect(numbers).toHaveLength(4);
		const { fields } = await n8n.resourceMapperFields(
			ask('getDynamicVariables', 'dynamicVariables'),
		);
		expect(fields.map(({ id }) => id)).toContain('customer_name');
	});

	it('calls nobody if a row is bad, otherwise every row once, with its variables', async () => {
		const rows = rowsFrom(2000, 5);
		const fields = {
			agentId: AGENT,
			dynamicVariablesMode: 'fields',
			dynamicVariables: {
				mappingMode: 'defineBelow',
				value: {
					customer_name: '={{ "Customer " + $json.row }}',
					appointment_time: 'noon',
					company: 'Acme',
					fee: '9',
				},
			},
		};
		const bad = [...rows, { row: 5, phone: 'unknown' }];
		const { status } = await n8n.runWorkflow(calling('A bad row', bad, {}, fields));
		expect(status).toBe('error');
		expect(simulator.calls).toEqual([]);

		const run = await n8n.runWorkflow(calling('Good rows', rows, {}, fields));
		expect(run.error).toBeUndefined();
		expect(simulator.callCounts()).toEqual(callCounts(rows));
		expect(run.items('Call').map(({ pairedItem }) => pairedItem)).toEqual(
			rows.map((_, item) => ({ item })),
		);
		for (const { number, body } of simulator.calls) {
			const row = rows.findIndex(({ phone }) => phone === number);
			expect(body.conversation_initiation_client_data).toMatchObject({
				dynamic_variables: { customer_name: `Customer ${row}`, company: 'Acme' },
			});
		}
	});

	it('calls nobody twice who has a deduplication key', async () => {
		const rows = rowsFrom(3000, 3);
		const id = await n8n.saveWorkflow(
			calling('Keys', rows, { deduplicationKey: '={{ $json.row }}' }),
		);
		expect((await n8n.runWorkflow(id)).error).toBeUndefined();
		const again = await n8n.runWorkflow(id);
		expect(again.items('Call').map(({ json }) => json.reason)).toEqual(rows.map(() => 'duplicate'));
		expect(simulator.callCounts()).toEqual(callCounts(rows));
	});

	it('waits for the end of a call', async () => {
		const started = await n8n.startWorkflow(
			calling('Wait', rowsFrom(4000, 1), {}, { waitForCompletion: true }),
		);
		await until('the call is placed', () => simulator.calls.length === 1);
		clock.advance(120_000);
		const run = await n8n.waitForExecution(started);
		expect(run.items('Call').map(({ json }) => json.outcome)).toEqual(['answered']);
	});

	it('stops dialing when the execution is stopped, and keeps the IDs of the calls placed', async () => {
		const held = simulator.hold();
		const started = await n8n.startWorkflow(
			calling('Stop', rowsFrom(5000, 20), { maxInFlight: 1 }),
		);
		await held.reaches(1);
		await n8n.rest('POST', `/rest/executions/${started}/stop`);
		held.end();
		await n8n.waitForExecution(started);
		const [call] = simulator.calls;
		await until('the ID is in the log', () => n8n.log().includes(String(call?.conversationId)));
		expect(simulator.calls).toHaveLength(1);
	});

	it.each([
		['within the agent', 2.2],
		['as a node of its own', 3],
	])('calls everyone whom an AI agent wants to call, %s', async (_, typeVersion) => {
		const { id, name } = modelCredential(model);
		const tool = {
			...elevenLabsCalls({}, { toNumber: "={{ $fromAI('To_Number', 'Whom to call', 'string') }}" }),
			name: 'Call Someone',
			type: `${CALLS_TYPE}Tool`,
		};
		const parameters = { promptType: 'define', text: 'Call both', options: {} };
		const rows = rowsFrom(6000, 2);
		model.plays([
			...rows.map(({ phone }) => ({ uses: 'Call_Someone', with: { To_Number: phone } })),
			{ says: 'Done' },
		]);
		const run = await n8n.runWorkflow({
			name: `Agent ${typeVersion}`,
			nodes: [
				node('Start', 'n8n-nodes-base.manualTrigger', {}),
				{ ...node('Agent', '@n8n/n8n-nodes-langchain.agent', parameters), typeVersion },
				{
					...node('Model', '@n8n/n8n-nodes-langchain.lmChatOpenAi', {
						model: { __rl: true, mode: 'id', value: 'scripted' },
						options: {},
					}),
					typeVersion: 1.2,
					credentials: { openAiApi: { id, name } },
				},
				tool,
			],
			connections: {
				Start: { main: [[to('Agent')]] },
				Model: {
					ai_languageModel: [[{ node: 'Agent', type: 'ai_languageModel', index: 0 }]],
				},
				'Call Someone': { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
			},
			settings: { executionOrder: 'v1' },
		});
		expect(run.error).toBeUndefined();
		expect(run.items('Agent').map(({ json }) => json.output)).toEqual(['Done']);
		expect(simulator.callCounts()).toEqual(callCounts(rows));
		const answers = model.requests
			.at(-1)
			?.messages.filter(({ role }) => role === 'tool')
			.map(({ content }) => content);
		expect(answers).toEqual(
			simulator.calls.map(({ conversationId }) => expect.stringContaining(conversationId)),
		);
	});

	it('starts a workflow when a call has ended', async () => {
		const hearing: WorkflowFile = {
			name: 'Hear of calls',
			nodes: [
				{
					...node('Trigger', TRIGGER_TYPE, {
						triggerOn: ['transcript'],
						registration: 'automatic',
						agents: [AGENT],
						filters: {},
						options: {},
					}),
					webhookId: '3f0b7c52-0d7e-4a53-9f8f-2f6f7a3a1b90',
					credentials: { elevenLabsCallsApi: CREDENTIAL },
				},
				node('After', 'n8n-nodes-base.noOp', {}),
			],
			connections: { Trigger: { main: [[to('After')]] } },
			settings: { executionOrder: 'v1' },
		};
		const id = await n8n.saveWorkflow(hearing);
		await n8n.activateWorkflow(id);
		const { conversationId } = simulator.placeForeignCall({
			agentId: AGENT,
			phoneNumberId: 'phnum_simtwilio',
			number: '+12025550101',
		});
		clock.advance(120_000);
		const [delivered] = await simulator.deliverWebhooks();
		expect(delivered?.status).toBe(200);
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
		const started = await until('the workflow has started', async () => {
			const { results } = await n8n.rest<{ results: Array<{ id: string }> }>(
				'GET',
				`/rest/executions?filter=${filter}`,
			);
			return results[0]?.id ?? false;
		});
		const run = await n8n.waitForExecution(started);
		expect(run.items('After').map(({ json }) => json.conversation_id)).toEqual([conversationId]);
		await n8n.deactivateWorkflow(id);
		expect(simulator.webhooks.size).toBe(0);
	});
});
