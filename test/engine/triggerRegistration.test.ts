import type { IDataObject } from 'n8n-workflow';
import { isMovable } from '../clock/movableClock';
import type { Agent, Simulator } from '../simulator/simulator';
import { movableClock, startSimulator } from '../simulator/simulator';
import type { TriggerHost } from './triggerHost';
import { startTriggerHost } from './triggerHost';
import { askSimulator, createWebhook, effective, NO_WEBHOOK } from './triggerWorkspace';

// Setting the webhook up at ElevenLabs, and taking it down again.

const FIRST = 'agent_simlocked';
const SECOND = 'agent_simbare';
const OTHER_OVERRIDE = {
	conversation_initiation_client_data_webhook: { url: 'https://crm.test/who', request_headers: {} },
};

let simulator: Simulator;
let host: TriggerHost;
let hosts: TriggerHost[] = [];

const credential = (more: IDataObject = {}) => ({
	apiKey: 'sim-full',
	region: 'custom',
	baseUrl: simulator.url,
	...(more as { apiKey?: string; webhookSecret?: string }),
});

const automatic = (agents: string[], options: IDataObject = {}, triggerOn = ['transcript']) => ({
	triggerOn,
	registration: 'automatic',
	agents,
	filters: {},
	options,
});

const newHost = async (
	parameters: IDataObject,
	ids: { workflowId?: string; nodeId?: string; webhookId?: string; typeVersion?: number } = {},
) => {
	const made = await startTriggerHost({ credential: credential(), parameters, ...ids });
	hosts.push(made);
	return made;
};

const ask = async (method: string, path: string, body?: unknown) =>
	await askSimulator(simulator, method, path, body);

const foreignWebhook = async (name = 'CRM') => await createWebhook(simulator, name);

const attach = async (agentId: string, webhooks: unknown) =>
	await ask('PATCH', `/v1/convai/agents/${agentId}`, {
		platform_settings: { workspace_overrides: { ...OTHER_OVERRIDE, webhooks } },
	});

/** With the webhook as it is in effect: what isn't set is at its default. */
const overridesOf = (agentId: string) => {
	const overrides = simulator.agents.get(agentId)?.platform_settings?.workspace_overrides;
	return { ...overrides, webhooks: effective(overrides?.webhooks) };
};
const heldBy = (agentId: string) => overridesOf(agentId).webhooks;
const hookOf = (agentId: string) => heldBy(agentId).post_call_webhook_id ?? null;

/** Everything about an agent but what every change of it changes, and its webhook. */
const restOf = (agentId: string) => ({
	...(simulator.agents.get(agentId) as Agent),
	metadata: undefined,
	version_id: undefined,
	platform_settings: {
		...simulator.agents.get(agentId)?.platform_settings,
		workspace_overrides: undefined,
	},
});

const names = () => [...simulator.webhooks.values()].map(({ name }) => name);
const only = () => {
	expect(simulator.webhooks.size).toBe(1);
	return [...simulator.webhooks.values()][0]!;
};
/** The error of a publish or a test. n8n shows only its message, so the advice is part of it. */
const problem = (what: string | RegExp, advice: string | RegExp) => {
	const [wrong, next] = [what, advice].map((text) =>
		typeof text === 'string' ? text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : text.source,
	);
	return new RegExp(`${wrong}.*\\. .*${next}`);
};

const writes = () => simulator.requests.filter(({ method }) => method !== 'GET');

beforeEach(async () => {
	simulator = await startSimulator({ clock: movableClock() });
});

afterEach(async () => {
	for (const one of hosts) await one.close();
	hosts = [];
	await simulator.close();
});

describe('activated', () => {
	it('makes a webhook of its own, attaches it to each agent, and leaves all else as it is', async () => {
		await attach(FIRST, { post_call_webhook_id: null });
		const before = [FIRST, SECOND].map(restOf);
		host = await newHost(automatic([FIRST, SECOND], {}, ['transcript', 'call_initiation_failure']));
		await host.activate();

		const webhook = only();
		expect(webhook).toMatchObject({
			url: host.url,
			name: 'n8n workflow 7a1d6e0c-9d5e-4c52-8c37-6d6a4c0f2a11 (production)',
			retryEnabled: true,
			isDisabled: false,
		});
		for (const agentId of [FIRST, SECOND]) {
			expect(heldBy(agentId)).toMatchObject({
				post_call_webhook_id: webhook.id,
				events: ['transcript', 'call_initiation_failure'],
			});
		}
		expect(overridesOf(FIRST)).toMatchObject(OTHER_OVERRIDE);
		expect([FIRST, SECOND].map(restOf)).toEqual(before);
		expect(JSON.parse(host.staticData)).toEqual({
			'node:ElevenLabs Calls Trigger': {
				webhookId: webhook.id,
				webhookSecret: webhook.secret,
				holderIds: [FIRST, SECOND],
				previous: {},
			},
		});
	});

	it('again, changes nothing', async () => {
		host = await newHost(automatic([FIRST]));
		await host.activate();
		simulator.reset();
		await host.activate();
		expect(writes()).toEqual([]);
		expect(only().id).toBe(hookOf(FIRST));
	});

	it('and deactivated, leaves nothing', async () => {
		host = await newHost(automatic([FIRST, SECOND]));
		await host.activate();
		expect(only().name).toMatch(/ \(production\)$/);
		await host.deactivate();
		expect(simulator.webhooks.size).toBe(0);
		expect([heldBy(FIRST), heldBy(SECOND)]).toEqual([NO_WEBHOOK, NO_WEBHOOK]);
		expect(host.staticData).toBe('{"node:ElevenLabs Calls Trigger":{}}');
		expect(host.log).toEqual([]);
	});

	it.each([
		['no agent', [], "'Agent Names or IDs' is empty"],
		['an unknown agent', [FIRST, 'agent_nobody'], "agent 'agent_nobody' not found"],
	])('with %s, says so and makes nothing', async (_, agents, message) => {
		host = await newHost(automatic(agents));
		await expect(host.activate()).rejects.toThrow(problem(message, 'Choose'));
		expect(simulator.webhooks.size).toBe(0);
	});

	it('without an event, says so', async () => {
		host = await newHost(automatic([FIRST], {}, []));
		await expect(host.activate()).rejects.toMatchObject({
			message: expect.stringMatching(/^'Trigger On' is empty\. Choose/) as string,
		});
	});

	it('with a key that may not, says which permission it needs and what else can be done', async () => {
		host = await newHost(automatic([FIRST]));
		host.credential = credential({ apiKey: 'sim-agents-only' });
		await expect(host.activate()).rejects.toThrow(
			problem('webhooks_write', /Webhooks: Write.*Manual/),
		);
		expect(hookOf(FIRST)).toBeNull();
	});
});

describe("someone else's webhook", () => {
	const told = (id: string) => ({ post_call_webhook_id: id, events: ['transcript', 'audio'] });

	it('is not replaced', async () => {
		const crm = await foreignWebhook();
		await attach(FIRST, told(crm));
		host = await newHost(automatic([SECOND, FIRST]));
		simulator.reset();
		await expect(host.activate()).rejects.toThrow(
			problem(
				"Agent 'Locked' already sends its events to webhook 'CRM'",
				"'Replace Existing Webhook'",
			),
		);
		expect(writes()).toEqual([]);
		expect(heldBy(FIRST)).toMatchObject(told(crm));
	});

	it('is not replaced if a test listens with it, and the error says how to end the test', async () => {
		await attach(FIRST, told(await foreignWebhook('n8n other node (test)')));
		host = await newHost(automatic([FIRST]));
		await expect(host.activate()).rejects.toThrow(
			problem("webhook 'n8n other node (test)'", 'stop the test, or wait until it ends'),
		);
	});

	it('is replaced if the user says so, and restored unchanged afterward', async () => {
		const crm = await foreignWebhook();
		await attach(FIRST, told(crm));
		const before = overridesOf(FIRST);
		host = await newHost(automatic([FIRST], { replaceExisting: true }));
		await host.activate();
		expect(hookOf(FIRST)).not.toBe(crm);
		expect(overridesOf(FIRST)).toMatchObject(OTHER_OVERRIDE);
		await host.deactivate();
		expect(overridesOf(FIRST)).toEqual(before);
		expect(names()).toEqual(['CRM']);
	});

	it('is restored even if n8n lost its static data', async () => {
		const crm = await foreignWebhook();
		await attach(FIRST, told(crm));
		const before = overridesOf(FIRST);
		host = await newHost(automatic([FIRST], { replaceExisting: true }));
		await host.activate();
		host.staticData = '{}';
		await host.activate();
		host.staticData = '{}';
		await host.deactivate();
		expect(overridesOf(FIRST)).toEqual(before);
		expect(names()).toEqual(['CRM']);
	});

	it.each(['My own name', 'n8n workflow 7a1d6e0c-9d5e-4c52-8c37-6d6a4c0f2a11 (production)'])(
		'is restored even if ours was renamed %j in the dashboard',
		async (name) => {
			const crm = await foreignWebhook();
			await attach(FIRST, told(crm));
			const before = overridesOf(FIRST);
			host = await newHost(automatic([FIRST], { replaceExisting: true }));
			await host.activate();
			const ours = hookOf(FIRST);
			await ask('PATCH', `/v1/workspace/webhooks/${ours}`, { name, is_disabled: false });
			expect(names()).toContain(name);
			await host.activate();
			await attach(FIRST, { post_call_webhook_id: null });
			await attach(FIRST, { post_call_webhook_id: ours, events: ['audio'] });
			await host.deactivate();
			expect(overridesOf(FIRST)).toEqual(before);
			expect(names()).toEqual(['CRM']);
		},
	);

	it('is not restored if someone deleted it meanwhile', async () => {
		const crm = await foreignWebhook();
		await attach(FIRST, told(crm));
		host = await newHost(automatic([FIRST], { replaceExisting: true }));
		await host.activate();
		await ask('DELETE', `/v1/workspace/webhooks/${crm}`);
		await host.deactivate();
		expect(heldBy(FIRST)).toEqual(NO_WEBHOOK);
		expect(simulator.webhooks.size).toBe(0);
	});

	it('of the whole workspace is not replaced either', async () => {
		const crm = await foreignWebhook();
		await ask('PATCH', '/v1/convai/settings', { webhooks: told(crm) });
		host = await newHost(automatic([FIRST]));
		await expect(host.activate()).rejects.toMatchObject({
			message: expect.stringContaining(
				"The workspace already sends the events of agent 'Locked' to webhook 'CRM'",
			),
		});
		host.parameters = automatic([FIRST], { replaceExisting: true });
		await host.activate();
		expect(hookOf(FIRST)).not.toBeNull();
		await host.deactivate();
		expect(hookOf(FIRST)).toBeNull();
	});

	it('that came after ours stays', async () => {
		const crm = await foreignWebhook();
		await attach(FIRST, told(crm));
		host = await newHost(automatic([FIRST], { replaceExisting: true }));
		const second = await newHost(automatic([FIRST], { replaceExisting: true }), {
			workflowId: 'second',
		});
		await host.activate();
		await second.activate();
		await host.deactivate();
		expect(hookOf(FIRST)).toBe(
			[...simulator.webhooks.values()].find(({ url }) => url === second.url)?.id,
		);
		await second.deactivate();
		expect(heldBy(FIRST)).toMatchObject(told(crm));
		expect(names()).toEqual(['CRM']);
	});
});

describe('all agents', () => {
	const all = (options: IDataObject = {}) => ({ ...automatic([], options), agentSelection: 'all' });
	const workspaceHook = () => effective(simulator.settings.webhooks);
	const hookWorkspace = async (more: IDataObject = {}) => {
		const warehouse = await foreignWebhook('Warehouse');
		const webhooks = { post_call_webhook_id: warehouse, events: ['audio'], ...more };
		await ask('PATCH', '/v1/convai/settings', { webhooks });
		return warehouse;
	};

	it('is what a new trigger means, and one of version 1 means the agents that it names', async () => {
		// n8n doesn't save what is at its default.
		host = await newHost(automatic([]), { typeVersion: 1.1 });
		await host.activate();
		expect(workspaceHook()).toMatchObject({
			post_call_webhook_id: only().id,
			events: ['transcript'],
		});
		await host.deactivate();
		host = await newHost(automatic([FIRST]));
		await host.activate();
		expect(hookOf(FIRST)).toBe(only().id);
		expect(workspaceHook()).toEqual(NO_WEBHOOK);
		host = await newHost(automatic([]), { nodeId: 'empty' });
		await expect(host.activate()).rejects.toThrow(
			problem("'Agent Names or IDs' is empty", 'All Agents'),
		);
	});

	it('changes no agent', async () => {
		host = await newHost(all());
		await host.activate();
		await host.activate();
		await host.deactivate();
		expect(writes().map(({ method, path }) => `${method} ${path}`)).toEqual([
			'POST /v1/workspace/webhooks',
			expect.stringMatching('PATCH /v1/workspace/webhooks/'),
			'PATCH /v1/convai/settings',
			'PATCH /v1/convai/settings',
			expect.stringMatching('DELETE /v1/workspace/webhooks/'),
		]);
	});

	it("does not replace the workspace's webhook: the error names it and both solutions", async () => {
		const warehouse = await hookWorkspace();
		host = await newHost(all());
		simulator.reset();
		await expect(host.activate()).rejects.toThrow(
			problem(
				"The workspace already sends its events to webhook 'Warehouse'",
				/'Replace Existing Webhook'.*Selected Agents.*Manual/,
			),
		);
		expect(writes()).toEqual([]);
		expect(workspaceHook().post_call_webhook_id).toBe(warehouse);
		host.parameters = automatic([FIRST], { replaceExisting: true });
		await host.activate();
		expect(hookOf(FIRST)).not.toBeNull();
		expect(workspaceHook().post_call_webhook_id).toBe(warehouse);
		host.parameters = all({ replaceExisting: 'TRUE' });
		await host.activate();
		expect(simulator.webhooks.get(String(workspaceHook().post_call_webhook_id))?.url).toBe(
			host.url,
		);
		await host.deactivate();
		expect(workspaceHook()).toMatchObject({ post_call_webhook_id: warehouse, events: ['audio'] });
		expect(names()).toEqual(['Warehouse']);
	});

	it('keeps every key of the setting that it does not know, and all other settings', async () => {
		await ask('PATCH', '/v1/convai/settings', {
			webhooks: { newer_field: 'kept' },
			can_use_mcp_servers: true,
		});
		const before = { ...simulator.settings, webhooks: workspaceHook() };
		host = await newHost(all());
		await host.activate();
		expect(workspaceHook()).toMatchObject({ newer_field: 'kept' });
		await host.deactivate();
		expect({ ...simulator.settings, webhooks: workspaceHook() }).toEqual(before);
	});

	it('warns of agents that have a webhook of their own, but not of ours', async () => {
		await attach(FIRST, { post_call_webhook_id: await foreignWebhook(), events: ['audio'] });
		host = await newHost(all());
		await host.activate();
		expect(host.log).toEqual([
			"Some agents send their events to their own webhook: 'CRM'. Calls of those agents don't start this workflow.",
		]);
	});

	it('covers calls on other branches, which selected agents do not; n8n logs that', async () => {
		const branchId = 'agtbrch_experiment';
		const branch = { agent_id: FIRST, description: '', created_at: 1, last_committed_at: 1 };
		simulator.branches.set(FIRST, [
			{
				...branch,
				id: 'agtbrch_simlocked',
				name: 'Main',
				is_archived: false,
				current_live_percentage: 70,
			},
			{
				...branch,
				id: branchId,
				name: 'Experiment',
				is_archived: false,
				current_live_percentage: 30,
			},
			{
				...branch,
				id: 'agtbrch_idle',
				name: 'Idle',
				is_archived: false,
				current_live_percentage: 0,
			},
			{ ...branch, id: 'agtbrch_old', name: 'Old', is_archived: true, current_live_percentage: 5 },
		]);
		const { clock } = simulator;
		if (!isMovable(clock)) throw new Error('The clock stands');
		const call = async () => {
			simulator.placeForeignCall({
				agentId: FIRST,
				phoneNumberId: 'phnum_simtwilio',
				number: '+12025550101',
				clientData: { branch_id: branchId },
			});
			clock.advance(120_000);
			return (await simulator.deliverWebhooks()).length;
		};
		host = await newHost(automatic([FIRST]));
		await host.activate();
		await host.activate();
		const warning = expect.stringMatching(
			/^Agent 'Locked' also takes calls on branch 'Experiment' \(30% of its calls\)\..*All Agents/,
		);
		expect(host.log).toEqual([warning, warning]);
		expect(await call()).toBe(0);
		host.parameters = all();
		await host.activate();
		expect(await call()).toBe(1);
		expect(host.starts).toHaveLength(1);
	});
});

describe('a version of an agent', () => {
	it('has a description, and publishes no procedure drafts', async () => {
		const procedures = { proc_1: { procedure_id: 'proc_1', version_id: 'procver_1' } };
		await ask('PATCH', `/v1/convai/agents/${FIRST}`, { procedures });
		simulator.drafts.set(FIRST, {
			procedures: { proc_1: { procedure_id: 'proc_1', version_id: 'procver_draft' } },
		});
		host = await newHost(automatic([FIRST]));
		simulator.reset();
		await host.activate();
		await host.deactivate();
		expect(simulator.agents.get(FIRST)?.procedures).toEqual(procedures);
		const changes = writes().filter(({ path }) => path.includes('/agents/'));
		expect(changes.map(({ body }) => body)).toEqual([
			expect.objectContaining({
				procedures,
				version_description: "n8n workflow workflow receives the events of this agent's calls",
			}),
			expect.objectContaining({
				procedures,
				version_description:
					"n8n workflow workflow no longer receives the events of this agent's calls",
			}),
		]);
	});

	it('is not made if it could publish a draft', async () => {
		const agent = simulator.agents.get(FIRST)!;
		agent.procedures = { proc_1: { procedure_id: 'proc_1', version_id: null } };
		host = await newHost(automatic([FIRST]));
		await expect(host.activate()).rejects.toThrow(
			problem("Agent 'Locked' has a procedure without a version", 'All Agents'),
		);
		expect(simulator.webhooks.size).toBe(0);
		expect(hookOf(FIRST)).toBeNull();
	});

	const protect = (protection: 'admin_perms_required' | 'writer_perms_required') =>
		simulator.branches.set(FIRST, [
			{
				id: 'agtbrch_simlocked',
				name: 'Main',
				agent_id: FIRST,
				description: '',
				created_at: 1,
				last_committed_at: 1,
				is_archived: false,
				protection_status: protection,
				current_live_percentage: 100,
			},
		]);

	it.each([
		['admin_perms_required', 'editor', 'an admin'],
		['writer_perms_required', 'viewer', 'a writer'],
	] as const)('is refused by a branch that is protected (%s)', async (protection, role, who) => {
		const agent = simulator.agents.get(FIRST)!;
		agent.access_info = { ...agent.access_info!, role };
		protect(protection);
		host = await newHost(automatic([SECOND, FIRST]));
		await expect(host.activate()).rejects.toThrow(
			problem(
				`The main branch of agent 'Locked' is protected (${protection})`,
				new RegExp(`key of ${who}.*All Agents`),
			),
		);
		expect([simulator.webhooks.size, hookOf(SECOND)]).toEqual([0, null]);
	});

	it.each([
		[true, "The main branch of agent 'Locked' is protected (admin_perms_required)"],
		[false, 'ElevenLabs responded: Forbidden'],
	])('is refused without a reason, protected %j: %s', async (isProtected, message) => {
		if (isProtected) protect('admin_perms_required');
		simulator.addFault({
			match: { method: 'PATCH', path: '/v1/convai/agents/' },
			action: { status: 403, body: { detail: 'Forbidden' } },
		});
		host = await newHost(automatic([FIRST]));
		await expect(host.activate()).rejects.toThrow(message);
	});
});

describe('a webhook that ElevenLabs turned off', () => {
	const turnOff = async () => {
		host = await newHost(automatic([FIRST]));
		await host.activate();
		const { id } = only();
		(simulator.webhooks.get(id) as { isAutoDisabled: boolean }).isAutoDisabled = true;
		return id;
	};

	it('is on again if turning it on is enough', async () => {
		const id = await turnOff();
		simulator.reenablesAutoDisabled = true;
		await host.activate();
		expect(only()).toMatchObject({ id, isAutoDisabled: false });
	});

	it('otherwise the error says what to click, and publishing again creates a new one', async () => {
		const id = await turnOff();
		await expect(host.activate()).rejects.toThrow(
			problem(
				/turned off webhook 'n8n .* and it is still off/,
				/Developers → Webhooks and enable it.*publish .* again/,
			),
		);
		await host.activate();
		expect(only()).toMatchObject({ isAutoDisabled: false });
		expect(only().id).not.toBe(id);
		expect(hookOf(FIRST)).toBe(only().id);
	});
});

describe('a webhook that a person made for a manual setup', () => {
	it('is not mistaken for ours, although it has our URL', async () => {
		host = await newHost({ ...automatic([]), registration: 'manual' });
		host.credential = credential({ webhookSecret: 'wsec_by_hand' });
		const mine = await createWebhook(simulator, 'My n8n', host.url);
		await attach(FIRST, { post_call_webhook_id: mine, events: ['transcript'] });
		const before = [heldBy(FIRST), only()];
		await host.activate();
		host.parameters = automatic([FIRST]);
		await expect(host.activate()).rejects.toThrow("to webhook 'My n8n'");
		host.parameters = automatic([FIRST], { replaceExisting: true });
		await host.activate();
		expect(hookOf(FIRST)).not.toBe(mine);
		await host.deactivate();
		host.parameters = { ...automatic([]), registration: 'manual' };
		await host.activate();
		await host.deactivate();
		expect([heldBy(FIRST), only()]).toEqual(before);
	});
});

describe('a parameter that is not understood', () => {
	it.each<[string, IDataObject]>([
		['Replace Existing Webhook', { options: { replaceExisting: 'maybe' } }],
		['Replace Existing Webhook', { options: { replaceExisting: '' } }],
		['Trigger On', { triggerOn: ['transcripts'] }],
		['Agent Names or IDs', { agents: ['agent one'] }],
		['Agents', { agentSelection: 'some' }],
		['Webhook Setup', { registration: 'automagic' }],
		['Direction', { filters: { direction: 'up' } }],
		['Outcomes', { filters: { outcomes: 'great' } }],
		['Simplify', { options: { simplify: 2 } }],
	])('%s (%j): the workflow is not published', async (label, more) => {
		host = await newHost({ ...automatic([FIRST]), ...more });
		await expect(host.activate()).rejects.toThrow(`'${label}' `);
		expect(writes()).toEqual([]);
	});

	it('does not keep the workflow from being unpublished', async () => {
		host = await newHost(automatic([FIRST]));
		await host.activate();
		host.parameters = { ...automatic([FIRST]), triggerOn: 'nonsense', registration: 5 };
		await host.deactivate();
		expect(simulator.webhooks.size).toBe(0);
		expect(heldBy(FIRST)).toEqual(NO_WEBHOOK);
	});

	it('agents from a cell are trimmed', async () => {
		host = await newHost({ ...automatic([]), agents: `${FIRST} \r\n; ${SECOND},` });
		await host.activate();
		expect([hookOf(FIRST), hookOf(SECOND)]).toEqual([only().id, only().id]);
	});
});

describe('two triggers of one agent', () => {
	const reactivated = ['n1', 'n2', 'n1', 'n2', 'n1'];

	it.each([
		['the last one first', reactivated, ['n1', 'n2']],
		['the last one last', reactivated, ['n2', 'n1']],
		['the last one first', reactivated.slice(1), ['n1', 'n2']],
	])(
		'reactivated in turn and deactivated, %s (after %j): what was there is back',
		async (_, activated, deactivated) => {
			const crm = await foreignWebhook();
			await attach(FIRST, { post_call_webhook_id: crm, events: ['audio'] });
			const before = heldBy(FIRST);
			const parameters = automatic([FIRST], { replaceExisting: true });
			const byId: Record<string, TriggerHost> = {};
			for (const nodeId of ['n1', 'n2']) byId[nodeId] = await newHost(parameters, { nodeId });
			const urlHeld = () => simulator.webhooks.get(String(hookOf(FIRST)))?.url;

			for (const nodeId of activated) {
				await byId[nodeId]!.activate();
				expect(urlHeld()).toBe(byId[nodeId]!.url);
			}
			const [first, second] = deactivated;
			await byId[first!]!.deactivate();
			// The other is still active, and hears of the calls.
			expect(urlHeld()).toBe(byId[second!]!.url);
			await byId[second!]!.deactivate();
			expect(heldBy(FIRST)).toEqual(before);
			expect(names()).toEqual(['CRM']);
			expect([byId.n1!.log, byId.n2!.log]).toEqual([[], []]);
		},
	);

	it('of which one could not be republished: the other one restores the previous webhook', async () => {
		const crm = await foreignWebhook();
		await attach(FIRST, { post_call_webhook_id: crm, events: ['audio'] });
		const parameters = automatic([FIRST, SECOND], { replaceExisting: true });
		const n1 = await newHost(parameters, { nodeId: 'n1' });
		const n2 = await newHost(parameters, { nodeId: 'n2' });
		await n1.activate();
		await n2.activate();
		simulator.addFault({
			match: { method: 'PATCH', path: `/v1/convai/agents/${SECOND}` },
			times: 1,
			action: { status: 500 },
		});
		await expect(n1.activate()).rejects.toThrow();
		expect(simulator.webhooks.get(String(hookOf(FIRST)))?.url).toBe(n2.url);
		expect(hookOf(SECOND)).toBe(hookOf(FIRST));
		await n2.deactivate();
		expect(heldBy(FIRST)).toMatchObject({ post_call_webhook_id: crm, events: ['audio'] });
		expect(hookOf(SECOND)).toBeNull();
		expect(names()).toEqual(['CRM']);
	});
});

describe('a copy of the workflow with its static data', () => {
	it.each([
		['activated and deactivated', true],
		['only deactivated', false],
	])('%s: leaves the webhook of the original alone', async (_, isActivated) => {
		host = await newHost(automatic([FIRST]), { workflowId: 'prod' });
		await host.activate();
		const production = only();
		const copy = await newHost(automatic([SECOND]), { workflowId: 'imported', webhookId: 'copy' });
		copy.staticData = host.staticData;
		if (isActivated) {
			await copy.activate();
			expect(simulator.webhooks.get(String(hookOf(SECOND)))?.url).toBe(copy.url);
			expect(hookOf(FIRST)).toBe(production.id);
		}
		await copy.deactivate();
		expect(only()).toEqual(production);
		expect([hookOf(FIRST), hookOf(SECOND)]).toEqual([production.id, null]);
	});
});

describe('an agent that was deleted meanwhile', () => {
	const gone = "Agent 'agent_simbare' no longer exists";

	beforeEach(async () => {
		host = await newHost(automatic([FIRST, SECOND]));
		await host.activate();
		simulator.agents.delete(SECOND);
	});

	it('does not stop the others, and n8n logs it', async () => {
		await host.activate();
		expect(hookOf(FIRST)).toBe(only().id);
		expect(host.log).toEqual([expect.stringContaining(gone)]);
		await attach(FIRST, { post_call_webhook_id: null });
		await host.activate();
		await host.activate();
		expect(hookOf(FIRST)).toBe(only().id);
		expect(host.log).toHaveLength(3);
		await host.deactivate();
		expect(simulator.webhooks.size).toBe(0);
	});

	it('is refused if it is newly chosen, or if no agent is left', async () => {
		host.parameters = automatic([FIRST, 'agent_nobody']);
		const { staticData } = host;
		await expect(host.activate()).rejects.toThrow("agent 'agent_nobody' not found");
		host.staticData = staticData;
		host.parameters = automatic([SECOND]);
		await expect(host.activate()).rejects.toThrow(`agent '${SECOND}' not found`);
	});
});

describe('repairs itself', () => {
	beforeEach(async () => {
		host = await newHost(automatic([FIRST]));
		await host.activate();
	});

	const expectWhole = () => {
		const webhook = only();
		expect(webhook).toMatchObject({ url: host.url, isDisabled: false, isAutoDisabled: false });
		expect(heldBy(FIRST)).toMatchObject({
			post_call_webhook_id: webhook.id,
			events: ['transcript'],
		});
		expect(host.staticData).toContain(webhook.secret);
	};

	it('when n8n lost its static data: ElevenLabs shows the secret only once, so there is a new webhook and no orphan', async () => {
		const { id } = only();
		host.staticData = '{}';
		await host.activate();
		expectWhole();
		expect(only().id).not.toBe(id);
	});

	it('when someone deleted the webhook', async () => {
		const { id } = only();
		await attach(FIRST, { post_call_webhook_id: null });
		await ask('DELETE', `/v1/workspace/webhooks/${id}`);
		await host.activate();
		expectWhole();
	});

	it('when someone detached it or changed its events', async () => {
		const { id } = only();
		await attach(FIRST, { post_call_webhook_id: null });
		await host.activate();
		expectWhole();
		await attach(FIRST, { post_call_webhook_id: id, events: ['audio'] });
		await host.activate();
		expectWhole();
	});

	it('when it was switched off', async () => {
		const { id, name } = only();
		await ask('PATCH', `/v1/workspace/webhooks/${id}`, { is_disabled: true, name });
		await host.activate();
		expectWhole();
		expect(only().id).toBe(id);
	});

	it('when n8n has another URL', async () => {
		const { id } = only();
		const moved = await newHost(automatic([FIRST]));
		moved.staticData = host.staticData;
		host = moved;
		await host.activate();
		expectWhole();
		expect(only().id).not.toBe(id);
	});

	it('when other agents were chosen', async () => {
		host.parameters = automatic([SECOND]);
		await host.activate();
		expect([hookOf(FIRST), hookOf(SECOND)]).toEqual([null, only().id]);
	});

	it('when other agents were chosen and n8n lost its static data, so it must search for the agent', async () => {
		host.parameters = automatic([SECOND]);
		host.staticData = '{}';
		await host.activate();
		expect([hookOf(FIRST), hookOf(SECOND)]).toEqual([null, only().id]);
	});

	it('when other events are wanted', async () => {
		const { id } = only();
		host.parameters = automatic([FIRST], {}, ['audio', 'transcript']);
		await host.activate();
		expect(heldBy(FIRST)).toMatchObject({
			post_call_webhook_id: id,
			events: ['audio', 'transcript'],
		});
	});

	it('when it is now set up manually', async () => {
		host.parameters = { ...automatic([]), registration: 'manual' };
		host.credential = credential({ webhookSecret: 'wsec_by_hand' });
		await host.activate();
		expect(simulator.webhooks.size).toBe(0);
		expect(hookOf(FIRST)).toBeNull();
	});

	it("and does not mistake another n8n's webhook for its own", async () => {
		const elsewhere = await newHost(automatic([SECOND]));
		await elsewhere.activate();
		host.staticData = '{}';
		await host.activate();
		await host.deactivate();
		expect(only().url).toBe(elsewhere.url);
		expect(hookOf(SECOND)).toBe(only().id);
	});
});

describe('half done', () => {
	/** The steps of an activation that change something; each of them fails once. */
	const steps: Array<[what: string, match: { method: string; path: string }]> = [
		['the webhook is not made', { method: 'POST', path: '/v1/workspace/webhooks' }],
		['the webhook is not switched on', { method: 'PATCH', path: '/v1/workspace/webhooks/' }],
		['the first agent is not changed', { method: 'PATCH', path: `/v1/convai/agents/${FIRST}` }],
		['the second agent is not changed', { method: 'PATCH', path: `/v1/convai/agents/${SECOND}` }],
	];
	const actions = [
		['refused', { status: 500 }],
		['lost before', { reset: 'before' as const }],
		['lost after', { reset: 'after' as const }],
	] as const;

	it.each(
		steps.flatMap(([what, match]) =>
			actions.map(([how, action]) => [what, how, match, action] as const),
		),
	)('%s (%s): all is as before', async (_, __, match, action) => {
		const crm = await foreignWebhook();
		await attach(FIRST, { post_call_webhook_id: crm, events: ['audio'] });
		const before = [heldBy(FIRST), heldBy(SECOND)];
		host = await newHost(automatic([FIRST, SECOND], { replaceExisting: true }));
		simulator.addFault({ match, times: 1, action });
		await expect(host.activate()).rejects.toThrow();
		expect(names()).toEqual(['CRM']);
		expect([heldBy(FIRST), heldBy(SECOND)]).toEqual(before);

		await host.activate();
		expect(hookOf(FIRST)).toBe(hookOf(SECOND));
		await host.deactivate();
		expect(names()).toEqual(['CRM']);
		expect([heldBy(FIRST), heldBy(SECOND)]).toEqual(before);
	});

	it('unpublished while ElevenLabs is down: n8n continues, and the next publish cleans up', async () => {
		host = await newHost(automatic([FIRST]));
		await host.activate();
		simulator.addFault({
			match: { method: 'GET', path: '/v1/workspace/webhooks' },
			times: 1,
			action: { status: 503 },
		});
		await host.deactivate();
		expect(host.log).toEqual([expect.stringMatching(/not remove.*webhook/)]);
		await host.activate();
		expect(only().id).toBe(hookOf(FIRST));
		await host.deactivate();
		expect(simulator.webhooks.size).toBe(0);
	});
});

describe('a test', () => {
	it('has a webhook of its own, and gives the agent back to the active workflow', async () => {
		host = await newHost(automatic([FIRST]));
		await host.activate();
		const production = only();
		const { staticData } = host;
		await host.listen();
		expect(hookOf(FIRST)).toBe(
			[...simulator.webhooks.values()].find(({ url }) => url === host.testUrl)?.id,
		);
		await host.stopListening();
		expect(only()).toEqual(production);
		expect(heldBy(FIRST)).toMatchObject({
			post_call_webhook_id: production.id,
			events: ['transcript'],
		});
		expect(host.staticData).toBe(staticData);
	});

	it('replaces nothing without permission', async () => {
		await attach(FIRST, { post_call_webhook_id: await foreignWebhook(), events: ['transcript'] });
		host = await newHost(automatic([FIRST]));
		await expect(host.listen()).rejects.toThrow("to webhook 'CRM'");
		expect(names()).toEqual(['CRM']);
	});

	it.each([
		[
			'by the next test',
			async () => {
				await host.listen();
				await host.stopListening();
			},
		],
		[
			'by the next activation',
			async () => {
				await host.activate();
				await host.deactivate();
				await host.listen();
				await host.stopListening();
			},
		],
	])(
		'in which n8n dies is cleaned up %s, and the previous webhook is restored',
		async (_, next) => {
			const crm = await foreignWebhook();
			await attach(FIRST, { post_call_webhook_id: crm, events: ['audio'] });
			const before = heldBy(FIRST);
			host = await newHost(automatic([FIRST], { replaceExisting: true }));
			await host.listen();
			host.forgetTest();
			expect(hookOf(FIRST)).not.toBe(crm);
			await next();
			expect(heldBy(FIRST)).toEqual(before);
			expect(names()).toEqual(['CRM']);
		},
	);

	it('in which n8n dies does not keep the calls from the active workflow forever', async () => {
		const crm = await foreignWebhook();
		await attach(FIRST, { post_call_webhook_id: crm, events: ['audio'] });
		host = await newHost(automatic([FIRST], { replaceExisting: true }));
		await host.activate();
		const production = hookOf(FIRST);
		await host.listen();
		host.forgetTest();
		await host.activate();
		expect(hookOf(FIRST)).toBe(production);
		await host.deactivate();
		expect(hookOf(FIRST)).toBe(crm);
	});

	it('continues when the workflow is unpublished, and restores what was there before', async () => {
		const crm = await foreignWebhook();
		await attach(FIRST, { post_call_webhook_id: crm, events: ['audio'] });
		host = await newHost(automatic([FIRST], { replaceExisting: true }));
		await host.activate();
		await host.listen();
		await host.deactivate();
		expect([...simulator.webhooks.values()].find(({ id }) => id === hookOf(FIRST))?.url).toBe(
			host.testUrl,
		);
		await host.stopListening();
		expect(heldBy(FIRST)).toMatchObject({ post_call_webhook_id: crm, events: ['audio'] });
		expect(names()).toEqual(['CRM']);
	});
});

describe('set up manually', () => {
	it('changes nothing at ElevenLabs, and needs a secret', async () => {
		host = await newHost({ ...automatic([]), registration: 'manual' });
		await expect(host.activate()).rejects.toThrow(
			problem("The credential has no 'Webhook Secret'", 'paste its secret'),
		);
		host.credential = credential({ apiKey: 'sim-no-write', webhookSecret: 'wsec_by_hand' });
		await host.activate();
		await host.deactivate();
		expect(writes()).toEqual([]);
	});
});

it('offers all agents, sorted by name', async () => {
	host = await newHost(automatic([]));
	const agents = await host.loadAgents();
	expect(agents).toHaveLength(simulator.agents.size);
	expect(agents).toContainEqual({ name: 'Locked', value: FIRST });
	const names = agents.map(({ name }) => name);
	expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
	host.credential = credential({ apiKey: 'sim-no-convai' });
	await expect(host.loadAgents()).rejects.toThrow('convai_read');
});
