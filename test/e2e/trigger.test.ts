/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in tests only */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import type { N8nInstance, StartOptions, WorkflowFile } from '../n8n/instance';
import { startN8n } from '../n8n/instance';
import { packTarball } from '../n8n/packTarball';
import type { DeliveryResult, Simulator } from '../simulator/simulator';
import { movableClock, signWebhook, startSimulator } from '../simulator/simulator';
import { ADVISED_SETTINGS, START_MS } from './callingN8n';
import { CREDENTIAL, elevenLabsCalls, node, rowsWorkflow } from './rowsWorkflow';
import { until } from './until';

// The trigger in a real n8n: the life of its webhook, and what is delivered to it.

const AGENT = 'agent_simlocked';
const TRIGGER_TYPE = 'n8n-nodes-elevenlabs-calls.elevenLabsCallsTrigger';
const WORKFLOW_ID = 'elevenLabsTrigger';
const CALL_TAKES_MS = 120_000;

const clock = movableClock();
let simulator: Simulator;
let n8n: N8nInstance;
let userFolder: string;
let crm: string;

/** What starts the workflow, as the workflow reports it. */
const told: IDataObject[] = [];
let listener: Server;

const options = (): StartOptions => ({
	userFolder,
	// Bursts to an n8n with the default settings are in atOnce.test.ts.
	env: { N8N_PAYLOAD_SIZE_MAX: '64', ...ADVISED_SETTINGS },
	// eslint-disable-next-line no-console -- the first run installs n8n, which takes minutes
	log: (line) => console.log(line),
});

const workflow = (): WorkflowFile => ({
	id: WORKFLOW_ID,
	name: 'Hear of calls',
	nodes: [
		{
			...node('Trigger', TRIGGER_TYPE, {
				triggerOn: ['transcript', 'call_initiation_failure', 'audio'],
				registration: 'automatic',
				agents: [AGENT],
				filters: {},
				options: { replaceExisting: true },
			}),
			webhookId: '3f0b7c52-0d7e-4a53-9f8f-2f6f7a3a1b90',
			credentials: { elevenLabsCallsApi: CREDENTIAL },
		},
		{
			...node('Tell', 'n8n-nodes-base.httpRequest', {
				method: 'POST',
				url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`,
				sendBody: true,
				specifyBody: 'json',
				jsonBody:
					'={{ { id: $json.conversation_id, type: $json.event_type, outcome: $json.outcome ?? null, status: $json.status ?? null, size: $binary.data?.fileSize ?? null, hasBase64: "full_audio" in $json } }}',
				options: {},
			}),
			typeVersion: 4.2,
		},
	],
	connections: { Trigger: { main: [[{ node: 'Tell', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1' },
});

/** How many executions the workflow has had; n8n counts one only when it is over. */
const executions = async () => {
	const filter = encodeURIComponent(JSON.stringify({ workflowId: WORKFLOW_ID }));
	const list = async () =>
		await n8n.rest<{ count: number; results: Array<{ status: string }> }>(
			'GET',
			`/rest/executions?filter=${filter}&limit=50`,
		);
	const { count } = await until('no execution goes on', async () => {
		const listed = await list();
		return listed.results.some(({ status }) => ['new', 'running'].includes(status))
			? false
			: listed;
	});
	return count;
};

const hook = () =>
	simulator.agents.get(AGENT)?.platform_settings?.workspace_overrides?.webhooks ?? null;
const webhooks = () => [...simulator.webhooks.values()];
const ours = () => webhooks().filter(({ url }) => url.startsWith(n8n.url));

async function ask(method: string, resource: string, body: unknown): Promise<IDataObject> {
	const response = await fetch(simulator.url + resource, {
		method,
		headers: { 'xi-api-key': 'sim-full', 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	return (await response.json()) as IDataObject;
}

const place = (count: number) =>
	Array.from(
		{ length: count },
		(_, index) =>
			simulator.placeForeignCall({
				agentId: AGENT,
				phoneNumberId: 'phnum_simtwilio',
				number: `+1202556${String(index).padStart(4, '0')}`,
			}).conversationId,
	);

/** Ends every call and delivers its events. */
async function deliver(inFlight = 1) {
	clock.advance(CALL_TAKES_MS);
	return await simulator.deliverWebhooks({ inFlight });
}

/** What was reported about these events; an execution of the previous test may come late. */
const toldOf = (events: DeliveryResult[]) => {
	const ids = new Set(events.map(({ conversationId }) => conversationId));
	return told.filter(({ id }) => ids.has(String(id)));
};

const idsOf = (type: string) => told.flatMap((one) => (one.type === type ? [String(one.id)] : []));

beforeAll(async () => {
	simulator = await startSimulator({ clock });
	({ webhook_id: crm } = (await ask('POST', '/v1/workspace/webhooks', {
		settings: { auth_type: 'hmac', name: 'CRM', webhook_url: `${simulator.url}/crm` },
	})) as { webhook_id: string });
	await ask('PATCH', `/v1/convai/agents/${AGENT}`, {
		platform_settings: {
			workspace_overrides: { webhooks: { post_call_webhook_id: crm, events: ['transcript'] } },
		},
	});
	listener = createServer((request, response) => {
		let text = '';
		request.on('data', (chunk: Buffer) => (text += chunk.toString()));
		request.on('end', () => {
			told.push(JSON.parse(text) as IDataObject);
			response.setHeader('content-type', 'application/json').end('{}');
		});
	});
	await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
	userFolder = mkdtempSync(path.join(tmpdir(), 'trigger-n8n-'));
	const packed = mkdtempSync(path.join(tmpdir(), 'packed-'));
	n8n = await startN8n({
		...options(),
		tarballs: [await packTarball(packed)],
		credentials: [
			{
				...CREDENTIAL,
				type: 'elevenLabsCallsApi',
				data: { apiKey: 'sim-full', region: 'custom', baseUrl: simulator.url },
			},
		],
	});
	rmSync(packed, { recursive: true, force: true });
	await n8n.saveWorkflow(workflow());
}, START_MS);

beforeEach(() => {
	simulator.reset();
	told.length = 0;
});

afterAll(async () => {
	await n8n.stop();
	await simulator.close();
	listener.close();
	rmSync(userFolder, { recursive: true, force: true, maxRetries: 5 });
});

// The tests follow the life of one webhook and build on each other.

it('activated, the agent sends its events to our webhook', async () => {
	await n8n.activateWorkflow(WORKFLOW_ID);
	const [webhook] = ours();
	expect(ours()).toHaveLength(1);
	expect(webhook?.name).toMatch(
		new RegExp(`^n8n ${WORKFLOW_ID} Trigger \\(production\\) instead of .*${crm}`),
	);
	expect(hook()).toMatchObject({
		post_call_webhook_id: webhook?.id,
		events: ['transcript', 'call_initiation_failure', 'audio'],
	});
});

it('a call placed by Outbound Call starts the workflow once for each event, however often it is delivered', async () => {
	const rows = [
		{ row: 0, phone: '+12025550101' },
		{ row: 1, phone: '+12025550103' },
	];
	const before = await executions();
	const run = await n8n.runWorkflow(rowsWorkflow('Call', rows, elevenLabsCalls()));
	const [answered, busy] = run.items('Call').map(({ json }) => json.conversation_id);
	const results = await deliver();
	expect(results.map(({ status }) => status)).toEqual([200, 200, 200]);
	for (const { id } of results) {
		expect((await simulator.redeliver(id)).status).toBe(200);
		expect((await simulator.redeliver(id, { signature: 'same' })).status).toBe(200);
	}
	await until('the workflow has told of all events', () => toldOf(results).length >= 3);
	const size = expect.stringMatching(/B$/) as unknown;
	const common = { hasBase64: false, size: null };
	expect(told).toHaveLength(3);
	expect(told).toEqual(
		expect.arrayContaining([
			{
				...common,
				id: answered,
				type: 'post_call_transcription',
				outcome: 'answered',
				status: 'done',
			},
			{ ...common, id: answered, type: 'post_call_audio', outcome: null, status: null, size },
			{ ...common, id: busy, type: 'call_initiation_failure', outcome: 'busy', status: null },
		]),
	);
	// A repeated delivery is an execution that ends at the trigger.
	expect((await executions()) - before).toBe(9);
	expect(told).toHaveLength(3);
});

it('a delivery without a valid signature gets 401 and starts nothing', async () => {
	const before = await executions();
	const [webhook] = ours();
	const now = Math.floor(Date.now() / 1000);
	const body = JSON.stringify({ type: 'post_call_transcription', event_timestamp: now, data: {} });
	const good = signWebhook(webhook!.secret, body, now);
	const attempts: Array<[header: string | undefined, body: string]> = [
		[undefined, body],
		[signWebhook('wsec_other', body, now), body],
		[signWebhook(webhook!.secret, body, now - 2000), body],
		[signWebhook(webhook!.secret, body, now + 2000), body],
		[good, `${body} `],
		[good.replace('v0=', 'v1='), body],
	];
	let longest = 0;
	for (const [header, sent] of attempts) {
		const begun = performance.now();
		const response = await fetch(webhook!.url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				...(header === undefined ? {} : { 'elevenlabs-signature': header }),
			},
			body: sent,
		});
		expect([response.status, await response.text()]).toEqual([401, 'Unauthorized']);
		longest = Math.max(longest, performance.now() - begun);
	}
	// eslint-disable-next-line no-console -- a figure, not a limit: a busy machine is no defect
	console.log(`longest refusal: ${Math.round(longest)} ms`);
	expect(await executions()).toBe(before);
	// The same is accepted as it is.
	const { status } = await fetch(webhook!.url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'elevenlabs-signature': good },
		body,
	});
	expect(status).toBe(200);
	await until('the workflow has started', async () => (await executions()) === before + 1);
});

it('a recording of 25 MB arrives as a file', async () => {
	simulator.recordingMinBytes = 25_000_000;
	const [id] = place(1);
	const results = await deliver();
	simulator.recordingMinBytes = 0;
	expect(results.map(({ event, status }) => [event, status])).toEqual([
		['post_call_transcription', 200],
		['post_call_audio', 200],
	]);
	await until('the workflow has told of both', () => toldOf(results).length >= 2);
	expect(told.find(({ type }) => type === 'post_call_audio')).toMatchObject({
		id,
		hasBase64: false,
		size: expect.stringMatching(/^2\d(\.\d+)? MB$/) as unknown,
	});
});

it('a test takes the agent over for its event, and gives it back', async () => {
	const before = hook();
	const staying = ours();
	const answer = await n8n.rest<{ waitingForWebhook?: boolean }>(
		'POST',
		`/rest/workflows/${WORKFLOW_ID}/run`,
		{ triggerToStartFrom: { name: 'Trigger' } },
	);
	expect(answer.waitingForWebhook).toBe(true);
	expect(ours()).toHaveLength(2);
	expect(hook()?.post_call_webhook_id).not.toBe(before?.post_call_webhook_id);
	const [id] = place(1);
	const [first] = await deliver();
	expect(first).toMatchObject({
		status: 200,
		url: expect.stringContaining('/webhook-test/') as unknown,
	});
	await until('the test webhook is gone', () => ours().length === 1);
	expect(hook()).toMatchObject({ ...before });
	expect(ours()).toEqual([expect.objectContaining({ id: staying[0]?.id })]);
	await until('the test has told of its event', () =>
		idsOf('post_call_transcription').includes(id!),
	);
});

it('after kill -9 and a restart there is still one webhook, and deliveries are accepted, none twice', async () => {
	const [before] = ours();
	place(3);
	const results = await deliver();
	expect(results).toHaveLength(6);
	await until('the workflow has told of all events', () => toldOf(results).length >= 6);
	const { port } = n8n;
	await n8n.kill();
	n8n = await startN8n({ ...options(), preferredPort: port });
	expect(n8n.port).toBe(port);
	expect(ours()).toEqual([expect.objectContaining({ id: before?.id })]);

	// ElevenLabs repeats transcripts only.
	const repeated = results.filter(({ event }) => event === 'post_call_transcription');
	expect(repeated).toHaveLength(3);
	for (const { id } of repeated) expect((await simulator.redeliver(id)).status).toBe(200);
	place(1);
	const later = await deliver();
	expect(later.map(({ status }) => status)).toEqual([200, 200]);
	await until('the workflow has told of the new call', () => toldOf(later).length >= 2);
	expect([toldOf(results).length, toldOf(later).length]).toEqual([6, 2]);
	expect(ours()).toHaveLength(1);
});

it('1,000 deliveries in a burst are each answered with 200, and each starts the workflow exactly once', async () => {
	const before = await executions();
	const ids = place(500);
	const results = await deliver(100);
	expect(results).toHaveLength(1_000);
	expect(new Set(results.map(({ status }) => status))).toEqual(new Set([200]));
	// And all of them once more, as when the answers were lost.
	const again: Array<number | null> = [];
	const left = results.values();
	const repeatInTurn = async () => {
		for (const { id } of left) again.push((await simulator.redeliver(id)).status);
	};
	await Promise.all(Array.from({ length: 50 }, repeatInTurn));
	expect(new Set(again)).toEqual(new Set([200]));
	// A repeated delivery is an execution that ends at the trigger.
	expect((await executions()) - before).toBe(2_000);
	for (const type of ['post_call_transcription', 'post_call_audio']) {
		expect(
			idsOf(type)
				.filter((id) => ids.includes(id))
				.sort(),
		).toEqual([...ids].sort());
	}
}, 900_000);

it('after unpublishing, the agent uses its previous webhook again, and ours is gone', async () => {
	await n8n.deactivateWorkflow(WORKFLOW_ID);
	expect(webhooks().map(({ name }) => name)).toEqual(['CRM']);
	expect(hook()).toMatchObject({ post_call_webhook_id: crm, events: ['transcript'] });
});

it('publishing names an agent that already has another webhook', async () => {
	const file = workflow();
	await n8n.saveWorkflow({
		...file,
		id: 'elevenLabsRefused',
		nodes: file.nodes.map((one) =>
			one.name === 'Trigger'
				? {
						...one,
						webhookId: '3f0b7c52-0d7e-4a53-9f8f-2f6f7a3a1b91',
						parameters: { ...one.parameters, options: {} },
					}
				: one,
		),
	});
	await expect(n8n.activateWorkflow('elevenLabsRefused')).rejects.toThrow(
		"Agent 'Locked' already sends its events to webhook 'CRM'",
	);
	expect(webhooks()).toHaveLength(1);
});

it('all agents: calls of each start the workflow, and no agent is changed', async () => {
	const file = workflow();
	const id = await n8n.saveWorkflow({
		...file,
		id: 'elevenLabsAllAgents',
		nodes: file.nodes.map((one) =>
			one.name === 'Trigger'
				? {
						...one,
						typeVersion: 1.1,
						webhookId: '3f0b7c52-0d7e-4a53-9f8f-2f6f7a3a1b92',
						// A new node has nothing but its defaults.
						parameters: {},
					}
				: one,
		),
	});
	const { agents, settings } = structuredClone({
		agents: [...simulator.agents.values()],
		settings: simulator.settings,
	});
	await n8n.activateWorkflow(id);
	expect(ours().map(({ id: webhookId }) => webhookId)).toEqual([
		simulator.settings.webhooks?.post_call_webhook_id,
	]);
	simulator.placeForeignCall({
		agentId: 'agent_simsurvey01',
		phoneNumberId: 'phnum_simtwilio',
		number: '+12025560001',
		clientData: { branch_id: 'agtbrch_experiment' },
	});
	const results = await deliver();
	expect(results.map(({ event, status }) => [event, status])).toEqual([
		['post_call_transcription', 200],
	]);
	await until('the workflow has told of the call', () => toldOf(results).length >= 1);
	await n8n.deactivateWorkflow(id);
	expect(webhooks().map(({ name }) => name)).toEqual(['CRM']);
	expect(simulator.settings).toEqual(settings);
	expect([...simulator.agents.values()]).toEqual(agents);
});

it('its list of agents is filled, and its picture is there', async () => {
	const agents = await n8n.rest<Array<{ name: string; value: string }>>(
		'POST',
		'/rest/dynamic-node-parameters/options',
		{
			nodeTypeAndVersion: { name: TRIGGER_TYPE, version: 1 },
			path: 'parameters.agents',
			methodName: 'getAgents',
			currentNodeParameters: {},
			credentials: { elevenLabsCallsApi: CREDENTIAL },
		},
	);
	expect(agents).toHaveLength(simulator.agents.size);
	const types = (await (
		await fetch(`${n8n.url}/types/nodes.json`, { headers: { cookie: n8n.cookie } })
	).json()) as Array<{ name: string; iconUrl?: { light: string } }>;
	const trigger = types.find(({ name }) => name === TRIGGER_TYPE);
	const icon = await fetch(`${n8n.url}/${trigger?.iconUrl?.light}`, {
		headers: { cookie: n8n.cookie },
	});
	expect(icon.status).toBe(200);
});
