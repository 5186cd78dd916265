import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import type { Simulator } from '../simulator/simulator';
import { startSimulator } from '../simulator/simulator';
import type { TriggerHost } from './triggerHost';
import { startTriggerHost } from './triggerHost';
import { askSimulator, createWebhook, effective } from './triggerWorkspace';

// The whole life of the trigger's webhook, interrupted between any two requests: whatever happens, agents
// and workspace get back exactly what they had, and no webhook of ours is left.

/** Has a webhook of its own with settings that aren't ours. */
const HOOKED = 'agent_simlocked';
/** Has procedures, and a draft of others. */
const WITH_PROCEDURES = 'agent_simpartial';
/** Has no settings at all. */
const BARE = 'agent_simbare';
const AGENTS = [HOOKED, WITH_PROCEDURES, BARE];

const EVENTS = ['transcript', 'call_initiation_failure'];

type Choice = 'all' | 'manual' | string[];

interface World {
	simulator: Simulator;
	/** Everything that has to be as it was, without what every change of an agent changes. */
	snapshot(): unknown;
	host(nodeId: string): Promise<TriggerHost>;
	close(): Promise<void>;
}

/** @param hasWorkspaceWebhook whether the workspace sends events to someone's webhook */
async function startWorld(hasWorkspaceWebhook: boolean): Promise<World> {
	const simulator = await startSimulator();
	const hosts: TriggerHost[] = [];
	const crm = await createWebhook(simulator, 'CRM');
	await askSimulator(simulator, 'PATCH', `/v1/convai/agents/${HOOKED}`, {
		platform_settings: {
			workspace_overrides: {
				conversation_initiation_client_data_webhook: {
					url: 'https://crm.test/who',
					request_headers: {},
				},
				webhooks: {
					post_call_webhook_id: crm,
					events: ['audio'],
					exclude_transcript: true,
					send_audio: true,
				},
			},
		},
	});
	await askSimulator(simulator, 'PATCH', `/v1/convai/agents/${WITH_PROCEDURES}`, {
		procedures: { proc_1: { procedure_id: 'proc_1', version_id: 'procver_1' } },
	});
	if (hasWorkspaceWebhook) {
		await askSimulator(simulator, 'PATCH', '/v1/convai/settings', {
			webhooks: {
				post_call_webhook_id: await createWebhook(simulator, 'Warehouse'),
				events: ['transcript', 'audio'],
				transcript_format: 'opentelemetry',
			},
			can_use_mcp_servers: true,
		});
	}
	simulator.reset();
	const agentState = (agentId: string) => {
		const agent = simulator.agents.get(agentId);
		const settings = agent?.platform_settings;
		return {
			...agent,
			metadata: null,
			version_id: null,
			procedures: Object.values(agent?.procedures ?? {}).map((procedure) => procedure.version_id),
			platform_settings: {
				...settings,
				workspace_overrides: {
					...settings?.workspace_overrides,
					webhooks: effective(settings?.workspace_overrides?.webhooks),
				},
			},
		};
	};
	return {
		simulator,
		snapshot: () => ({
			agents: AGENTS.map(agentState),
			settings: { ...simulator.settings, webhooks: effective(simulator.settings.webhooks) },
			webhooks: [...simulator.webhooks.values()].map((webhook) => ({
				...webhook,
				lastFailure: null,
			})),
		}),
		async host(nodeId) {
			const host = await startTriggerHost({
				credential: {
					apiKey: 'sim-full',
					region: 'custom',
					baseUrl: simulator.url,
					webhookSecret: 'wsec_manual',
				},
				parameters: parametersFor('all'),
				nodeId,
				webhookId: nodeId,
				typeVersion: 1.1,
			});
			hosts.push(host);
			return host;
		},
		async close() {
			for (const host of hosts) await host.close();
			await simulator.close();
		},
	};
}

const parametersFor = (choice: Choice, replaceExisting = true): IDataObject => ({
	triggerOn: EVENTS,
	registration: choice === 'manual' ? 'manual' : 'automatic',
	agentSelection: choice === 'all' ? 'all' : 'selected',
	agents: Array.isArray(choice) ? choice : [],
	filters: {},
	options: { replaceExisting },
});

/** Nothing that the strict simulator refuses or ignores, and none of the nulls that the API may refuse. */
function expectGoodRequests({ requests }: Simulator): void {
	for (const { method, path, body, status, unknownFields, unknownParameters } of requests) {
		const line = `${method} ${path} ${JSON.stringify(body)}`;
		expect([line, status]).not.toEqual([line, 422]);
		expect([line, unknownFields, unknownParameters]).toEqual([line, [], []]);
		expect(line).not.toMatch(/"(?:webhooks|events|transcript_format|exclude_transcript)":null/);
	}
}

const holdersOf = (simulator: Simulator, url: string) => {
	const id = [...simulator.webhooks.values()].find((webhook) => webhook.url === url)?.id;
	const uses = (webhooks: unknown) => effective(webhooks).post_call_webhook_id === (id ?? '');
	return [
		...AGENTS.filter((agentId) =>
			uses(simulator.agents.get(agentId)?.platform_settings?.workspace_overrides?.webhooks),
		),
		...(uses(simulator.settings.webhooks) ? ['workspace'] : []),
	];
};

const ours = ({ webhooks }: Simulator) =>
	[...webhooks.values()].filter(({ name }) => name.startsWith('n8n '));

/** n8n dies after so many requests: ElevenLabs hears no more of it, and nothing is saved. */
async function cutOff(
	{ simulator }: World,
	host: TriggerHost,
	requests: number,
	action: () => Promise<void>,
): Promise<{ isCut: boolean }> {
	const { staticData } = host;
	simulator.reset();
	simulator.addFault({
		match: { nth: requests + 1 },
		times: 100_000,
		action: { reset: 'before' },
	});
	await action().catch(() => undefined);
	const isCut = simulator.requests.length > requests;
	simulator.reset();
	if (isCut) {
		host.staticData = staticData;
		host.forgetTest();
	}
	return { isCut };
}

const chosenHolders = (choice: Choice) =>
	choice === 'all' ? ['workspace'] : choice === 'manual' ? [] : choice;

let world: World;
let host: TriggerHost;
let before: unknown;

const open = async (hasWorkspaceWebhook: boolean) => {
	world = await startWorld(hasWorkspaceWebhook);
	host = await world.host('node-1');
	before = world.snapshot();
};

afterEach(async () => await world.close());

const choices: Choice[] = ['all', [HOOKED, WITH_PROCEDURES], [BARE], 'manual'];

describe('undisturbed', () => {
	it.each(choices)(
		'published, tested and unpublished with %j, all is as before',
		async (choice) => {
			await open(true);
			const { simulator } = world;
			host.parameters = parametersFor(choice);
			await host.activate();
			const published = world.snapshot();
			expect(holdersOf(simulator, host.url)).toEqual(chosenHolders(choice));
			expect(ours(simulator)).toHaveLength(choice === 'manual' ? 0 : 1);
			await host.listen();
			expect(holdersOf(simulator, host.testUrl)).toEqual(chosenHolders(choice));
			await host.stopListening();
			expect(world.snapshot()).toEqual(published);
			await host.deactivate();
			expect(world.snapshot()).toEqual(before);
			expectGoodRequests(simulator);
		},
	);

	it.each(choices.flatMap((from) => choices.map((to) => [from, to] as const)))(
		'from %j to %j, only the latter uses the webhook',
		async (from, to) => {
			await open(true);
			for (const choice of [from, to]) {
				host.parameters = parametersFor(choice);
				await host.activate();
				expect(holdersOf(world.simulator, host.url)).toEqual(chosenHolders(choice));
			}
			await host.deactivate();
			expect(world.snapshot()).toEqual(before);
			expectGoodRequests(world.simulator);
		},
	);
});

describe('cut off between any two requests', () => {
	type Act = 'publish' | 'test' | 'end of the test' | 'unpublish';
	const acts: Act[] = ['publish', 'test', 'end of the test', 'unpublish'];

	const perform = async (act: Act) => {
		if (act === 'publish') await host.activate();
		else if (act === 'test') await host.listen();
		else if (act === 'end of the test') await host.stopListening();
		else await host.deactivate();
	};

	/** What has to be done before it. */
	const prepare = async (act: Act) => {
		if (act === 'publish') return;
		await host.activate();
		if (act === 'end of the test') await host.listen();
	};

	it.each(
		acts.flatMap((act) => (['all', AGENTS] as Choice[]).map((choice) => [act, choice] as const)),
	)('%s with %j: the next publish clears away', async (act, choice) => {
		for (let requests = 0, isCut = true; isCut; requests++) {
			await open(true);
			host.parameters = parametersFor(choice);
			await prepare(act);
			({ isCut } = await cutOff(world, host, requests, async () => await perform(act)));
			await host.activate();
			expect([requests, holdersOf(world.simulator, host.url)]).toEqual([
				requests,
				chosenHolders(choice),
			]);
			expect([requests, ours(world.simulator)]).toEqual([requests, [expect.anything()]]);
			await host.deactivate();
			expect([requests, world.snapshot()]).toEqual([requests, before]);
			expectGoodRequests(world.simulator);
			if (isCut) await world.close();
		}
	});

	it.each([
		[[HOOKED], AGENTS, [HOOKED]],
		[[HOOKED], 'all', [HOOKED]],
		['all', [BARE], 'all'],
		['all', [BARE], 'manual'],
		[[HOOKED], [BARE], 'manual'],
	] satisfies Array<[Choice, Choice, Choice]>)(
		'from %j to %j, and then it is %j',
		async (from, to, then) => {
			for (let requests = 0, isCut = true; isCut; requests++) {
				await open(true);
				host.parameters = parametersFor(from);
				await host.activate();
				host.parameters = parametersFor(to);
				({ isCut } = await cutOff(world, host, requests, async () => await host.activate()));
				host.parameters = parametersFor(then);
				await host.activate();
				expect([requests, holdersOf(world.simulator, host.url)]).toEqual([
					requests,
					chosenHolders(then),
				]);
				await host.deactivate();
				expect([requests, world.snapshot()]).toEqual([requests, before]);
				if (isCut) await world.close();
			}
		},
	);
});

type Step =
	| { do: 'choose'; choice: Choice }
	| { do: 'publish' | 'unpublish' | 'listen' | 'stop'; cutAfter?: number }
	| { do: 'lose memory' };

const step = (canBeCut: boolean): fc.Arbitrary<Step> =>
	fc.oneof(
		fc.record({
			do: fc.constant('choose' as const),
			choice: fc.oneof(
				fc.constant('all' as const),
				fc.constant('manual' as const),
				fc.subarray(AGENTS, { minLength: 1 }),
			),
		}),
		fc.record(
			{
				do: fc.constantFrom(
					'publish' as const,
					'unpublish' as const,
					'listen' as const,
					'stop' as const,
				),
				...(canBeCut ? { cutAfter: fc.nat({ max: 16 }) } : {}),
			},
			{ requiredKeys: ['do'] },
		),
		fc.record({ do: fc.constant('lose memory' as const) }),
	);

describe('whatever happens', () => {
	it('one trigger: each publish puts right what went before, and the last one leaves all as it was', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.boolean(),
				fc.array(step(true), { minLength: 1, maxLength: 8 }),
				async (hasWorkspaceWebhook, steps) => {
					await open(hasWorkspaceWebhook);
					let choice: Choice = 'all';
					let isTestLive = false;
					const act = {
						publish: async () => await host.activate(),
						unpublish: async () => await host.deactivate(),
						listen: async () => await host.listen(),
						stop: async () => await host.stopListening(),
					};
					for (const one of steps) {
						if (one.do === 'choose') {
							({ choice } = one);
							host.parameters = parametersFor(choice);
						} else if (one.do === 'lose memory') {
							host.staticData = '{}';
						} else if (one.cutAfter !== undefined) {
							await cutOff(world, host, one.cutAfter, act[one.do]);
							isTestLive = isTestLive && one.do !== 'stop' && one.do !== 'listen';
						} else {
							await act[one.do]();
							if (one.do === 'listen') isTestLive = true;
							if (one.do === 'stop') isTestLive = false;
							if (one.do === 'publish') {
								expect(holdersOf(world.simulator, host.url)).toEqual(
									AGENTS.filter((id) => chosenHolders(choice).includes(id)).concat(
										choice === 'all' ? ['workspace'] : [],
									),
								);
								expect(ours(world.simulator)).toHaveLength(choice === 'manual' ? 0 : 1);
							}
						}
					}
					if (isTestLive) await host.stopListening();
					await host.activate();
					await host.deactivate();
					expect(world.snapshot()).toEqual(before);
					expectGoodRequests(world.simulator);
					await world.close();
				},
			),
			{ numRuns: 40 },
		);
	});

	it('two triggers of the same agents, both unpublished: all is as it was', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.boolean(),
				fc.array(fc.tuple(fc.boolean(), step(false)), { minLength: 2, maxLength: 10 }),
				async (hasWorkspaceWebhook, steps) => {
					await open(hasWorkspaceWebhook);
					const hosts = [host, await world.host('node-2')];
					for (const [isSecond, one] of steps) {
						const it = hosts[Number(isSecond)]!;
						if (one.do === 'choose') it.parameters = parametersFor(one.choice);
						else if (one.do === 'publish') await it.activate();
						else if (one.do === 'unpublish') await it.deactivate();
						else if (one.do === 'listen') await it.listen();
						else if (one.do === 'stop') await it.stopListening();
					}
					for (const it of hosts) {
						await it.stopListening();
						await it.deactivate();
					}
					// One that was set up manually at the end leaves the rest to its next publish.
					for (const it of hosts) {
						await it.activate();
						await it.deactivate();
					}
					expect(world.snapshot()).toEqual(before);
					expectGoodRequests(world.simulator);
					await world.close();
				},
			),
			{ numRuns: 20 },
		);
	});
});
