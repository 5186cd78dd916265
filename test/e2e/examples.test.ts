import type { IDataObject } from 'n8n-workflow';
import type { N8nInstance } from '../n8n/instance';
import type { Simulator } from '../simulator/simulator';
import { movableClock, startSimulator } from '../simulator/simulator';
import { START_MS, startCallingN8n } from './callingN8n';
import type { Chat } from './chat';
import { openChat } from './chat';
import { EXAMPLE_CREDENTIAL_ID, exampleFile, nodeOf } from './exampleFile';
import type { ScriptedModel } from './scriptedModel';
import { modelCredential, startScriptedModel } from './scriptedModel';
import { until } from './until';

// The examples that wait for something: for a call to end, or for a person to approve it.

const clock = movableClock();
let simulator: Simulator;
let model: ScriptedModel;
let n8n: N8nInstance;

beforeAll(async () => {
	simulator = await startSimulator({ clock });
	model = await startScriptedModel();
	n8n = await startCallingN8n(simulator, {}, EXAMPLE_CREDENTIAL_ID, [modelCredential(model)]);
}, START_MS);

afterAll(async () => {
	await n8n?.stop();
	await model.close();
	await simulator.close();
});

describe('one workflow receives the end of every call', () => {
	let receiver: string;

	beforeAll(async () => {
		receiver = await n8n.saveWorkflow(exampleFile('when-a-call-ends'));
		await n8n.activateWorkflow(receiver);
	});

	afterAll(async () => await n8n.deactivateWorkflow(receiver));

	/** Ends every call and delivers its events. Resolves when the receiver has passed them on. */
	async function endCalls(): Promise<void> {
		const before = (await executionsOfReceiver()).length;
		clock.advance(120_000);
		const deliveries = await simulator.deliverWebhooks();
		for (const { status } of deliveries) expect(status).toBe(200);
		await until('all results are passed on', async () => {
			const executions = await executionsOfReceiver();
			for (const { id, status } of executions) {
				if (status === 'error') throw (await n8n.waitForExecution(id)).error as unknown;
			}
			const ended = executions.filter(({ status }) => status === 'success').length;
			return ended === before + deliveries.length;
		});
	}

	async function executionsOfReceiver() {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: receiver }));
		const { results } = await n8n.rest<{ results: Array<{ id: string; status: string }> }>(
			'GET',
			`/rest/executions?filter=${filter}&limit=50`,
		);
		return results;
	}

	it('results are written back to their rows, and a second run calls nobody again', async () => {
		const id = await n8n.saveWorkflow(exampleFile('write-results-back'));
		const run = await n8n.runWorkflow(id);
		expect(run.error).toBeUndefined();
		expect(run.items('Save Conversation ID')).toHaveLength(3);
		const calls = new Map(
			run.items('Save Conversation ID').map(({ json }) => [json.customer, json]),
		);
		await endCalls();

		const [table] = run.items('Create Table');
		const { id: tableId, projectId } = table!.json as { id: string; projectId: string };
		const rows = async () => {
			const { data } = await n8n.rest<{ data: IDataObject[] }>(
				'GET',
				`/rest/projects/${projectId}/data-tables/${tableId}/rows`,
			);
			return data;
		};
		const written = await rows();
		expect(written.map(({ customer, outcome }) => [customer, outcome]).sort()).toEqual([
			['Ada Lovelace', 'answered'],
			['Bruno Weber', 'voicemail'],
			['Chloé Martin', 'busy'],
		]);
		for (const row of written) {
			expect(row.conversation_id).toBe(calls.get(row.customer)?.conversation_id);
			expect(row.outcome_reason).toEqual(expect.any(String));
			expect(Boolean(row.summary)).toBe(row.outcome !== 'busy');
		}

		const again = await n8n.runWorkflow(id);
		expect(again.items('Called Before')).toHaveLength(3);
		expect(Object.values(simulator.callCounts())).toEqual([1, 1, 1]);
		const data = (row: IDataObject) => ({ ...row, updatedAt: undefined });
		expect((await rows()).map(data)).toEqual(written.map(data));
	});

	it.each([
		['answered', 1, '+1 (202) 555-0101', 'Reached'],
		['busy', 2, '+1 (202) 555-0103', 'Not Reached'],
	])('an execution is parked until its call has ended: %s', async (outcome, id, phone, end) => {
		const before = simulator.calls.length;
		const file = exampleFile('park-until-call-ends');
		const customer = nodeOf(file, 'Customer').parameters;
		customer.jsonOutput = JSON.stringify({
			...(JSON.parse(String(customer.jsonOutput)) as IDataObject),
			id,
			phone,
		});
		const parked = await n8n.runWorkflow(file);
		expect(parked.status).toBe('waiting');
		await endCalls();
		const run = await n8n.waitForExecution(parked.id, { throughWaiting: true });
		expect(run.status).toBe('success');
		expect(run.items(end).map(({ json }) => json.body)).toEqual([
			expect.objectContaining({
				outcome,
				conversation_id: run.items('Call Customer')[0]?.json.conversation_id,
			}),
		]);

		const again = await n8n.runWorkflow(file);
		expect(again.status).toBe('success');
		expect(again.items('Called Before').map(({ json }) => json.reason)).toEqual(['duplicate']);
		expect(simulator.calls).toHaveLength(before + 1);
	});
});

describe('the AI agent', () => {
	const call = (phone: string) => ({
		uses: 'Call_Someone',
		with: {
			toolParameters: { To_Number: phone, Name: 'Ada', Appointment_Time: 'Monday at 10:30' },
			hitlParameters: {},
		},
	});

	let chat: Chat;

	beforeAll(async () => {
		const id = await n8n.saveWorkflow(exampleFile('ai-agent-with-approval'));
		chat = openChat(n8n, id, 'Chat');
	});

	beforeEach(() => simulator.reset());

	afterEach(() => chat.close());

	/** What the model was told about its last use of the tool. */
	const told = () =>
		model.requests
			.at(-1)
			?.messages.filter(({ role }) => role === 'tool')
			.at(-1)?.content ?? '';

	it('knows from its tool that it phones a person, and calls once that person has approved', async () => {
		model.plays([call('+1 (202) 555-0101'), { says: 'Ada will come.' }]);
		await chat.say('Call Ada at +1 (202) 555-0101 and remind her of Monday at 10:30');
		const question = await chat.next();
		const [tool] = model.requests.at(-1)?.tools ?? [];
		expect(tool?.function.name).toBe('Call_Someone');
		expect(tool?.function.description).toContain('real person');
		const { toolParameters } = tool?.function.parameters.properties ?? {};
		expect(Object.keys((toolParameters as IDataObject).properties as IDataObject)).toEqual([
			'To_Number',
			'Name',
			'Appointment_Time',
		]);

		expect(question.text).toBe('Call Ada at +1 (202) 555-0101 to remind them of Monday at 10:30?');
		expect(question.buttons.map(({ text }) => text).sort()).toEqual(['Call', "Don't Call"]);
		expect(simulator.calls).toEqual([]);

		await chat.press(question, 'Call');
		await until('the phone rings', () => simulator.calls.length > 0);
		clock.advance(60_000);
		expect((await chat.next()).text).toBe('Ada will come.');
		expect(simulator.callCounts()).toEqual({ '+12025550101': 1 });
		expect(simulator.calls[0]?.body.conversation_initiation_client_data).toMatchObject({
			dynamic_variables: { customer_name: 'Ada', appointment_time: 'Monday at 10:30' },
		});
		expect(told()).toContain('"outcome":"answered"');
	});

	it('calls nobody if the person declines', async () => {
		model.plays([call('+1 202 555 0142'), { says: 'I did not call.' }]);
		await chat.say('Call Ada');
		await chat.press(await chat.next(), "Don't Call");
		expect((await chat.next()).text).toBe('I did not call.');
		expect(simulator.calls).toEqual([]);
		expect(told()).toContain('rejected');
	});

	it.each([
		['a number that was called today', '+12025550101', 'duplicate'],
		['a number that is not allowed', '+14155550101', 'number_not_allowed'],
	])('does not call %s, even with approval', async (_, phone, reason) => {
		model.plays([call(phone), { says: 'I could not call.' }]);
		await chat.say('Call Ada');
		await chat.press(await chat.next(), 'Call');
		expect((await chat.next()).text).toBe('I could not call.');
		expect(simulator.calls).toEqual([]);
		expect(told()).toContain(`"reason":"${reason}"`);
	});
});
