import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import packageJson from '../../package.json';
import { quickTime } from '../clock/quickTime';
import { digitsOf, ON_WHATSAPP } from './plainCalls';
import { locator, runWorkflow } from './workflowRun';
import { simulator } from './quickSimulator';

// The official SDK and the node are given the same wishes; what they send has to be the same JSON.

const LINES = {
	twilio: 'phnum_simtwilio',
	sipTrunk: 'phnum_simsiptrunk',
	exotel: 'phnum_simexotel',
} as const;

const text = fc.oneof(
	fc.string({ minLength: 1, unit: 'grapheme' }),
	fc.constantFrom('Hello {{name}}', 'null', '0', 'a"b\\c', '<b>&amp;</b>', 'Grüße 👋'),
);
const word = text.filter((value) => value.trim() !== '');
const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,30}$/);
const hundredths = (least: number, most: number) =>
	fc.integer({ min: least * 100, max: most * 100 }).map((value) => value / 100);
const option = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

// Without __proto__: the SDK, and n8n when it copies an item, lose it (wire.test.ts has it).
const variableName = fc.oneof(
	{
		weight: 4,
		arbitrary: fc
			.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,15}$/)
			.filter((name) => !name.startsWith('system__') && name !== '__proto__'),
	},
	{
		weight: 1,
		arbitrary: fc.constantFrom('constructor', 'prototype', 'toString', 'valueOf', 'toJSON'),
	},
);

const wish = fc.record({
	line: fc.constantFrom<keyof typeof LINES>('twilio', 'sipTrunk', 'exotel'),
	firstMessage: option(word),
	language: option(fc.constantFrom('en', 'de')),
	prompt: option(word),
	llm: option(fc.constantFrom('gemini-2.5-flash', 'gpt-4o-mini', 'claude-sonnet-4')),
	toolIds: option(fc.array(id, { minLength: 1, maxLength: 3 })),
	knowledgeBase: option(
		fc.array(
			fc.record({
				type: fc.constantFrom('file' as const, 'url' as const, 'text' as const),
				name: word,
				id,
			}),
			{ minLength: 1, maxLength: 2 },
		),
	),
	voiceId: option(id),
	modelId: option(fc.constantFrom('eleven_flash_v2' as const, 'eleven_turbo_v2_5' as const)),
	stability: option(hundredths(0, 1)),
	similarityBoost: option(hundredths(0, 1)),
	speed: option(hundredths(0.7, 1.2)),
	maxDurationSeconds: option(fc.integer({ min: 1, max: 7200 })),
	keywords: option(fc.array(word, { minLength: 1, maxLength: 3 })),
	softTimeoutMessage: option(fc.string({ minLength: 1, maxLength: 200 })),
	variables: fc.dictionary(
		variableName,
		fc.oneof(fc.string(), fc.integer(), hundredths(-5, 5), fc.boolean()),
		{ maxKeys: 5, noNullPrototype: true },
	),
	// What JavaScript writes for a missing value is refused as an ID.
	userId: option(
		word.map((value) => value.trim()).filter((value) => !/undefined|null/.test(value)),
	),
	environment: option(id),
	startingWorkflowNodeId: option(id),
	procedureIds: option(fc.array(id, { maxLength: 3 })),
	customLlmExtraBody: option(
		fc.dictionary(
			variableName,
			fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
			{
				minKeys: 1,
				maxKeys: 3,
				noNullPrototype: true,
			},
		),
	),
	ringingTimeoutSecs: option(fc.integer({ min: 1, max: 999 })),
	machineDetection: option(fc.constantFrom('enable' as const, 'detect_message_end' as const)),
});

type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;

/** Undefined and empty parts are left out, as a person who writes for the SDK would. */
function set<T extends object>(parts: T): T | undefined {
	const filled = Object.entries(parts).filter(([, value]) => value !== undefined);
	return filled.length === 0 ? undefined : (Object.fromEntries(filled) as T);
}

function clientDataOf(wanted: Wish) {
	const agent = set({
		firstMessage: wanted.firstMessage,
		language: wanted.language,
		prompt: set({
			prompt: wanted.prompt,
			llm: wanted.llm as 'gpt-4o-mini' | undefined,
			toolIds: wanted.toolIds,
			knowledgeBase: wanted.knowledgeBase,
		}),
	});
	const tts = set({
		voiceId: wanted.voiceId,
		modelId: wanted.modelId,
		stability: wanted.stability,
		similarityBoost: wanted.similarityBoost,
		speed: wanted.speed,
	});
	return set({
		conversationConfigOverride: set({
			agent,
			tts,
			conversation: set({ maxDurationSeconds: wanted.maxDurationSeconds }),
			asr: set({ keywords: wanted.keywords }),
			turn: set({ softTimeoutConfig: set({ message: wanted.softTimeoutMessage }) }),
		}),
		dynamicVariables: set(wanted.variables),
		userId: wanted.userId,
		// What the node says of itself in each call.
		sourceInfo: { version: `${packageJson.name}/${packageJson.version}` },
		environment: wanted.environment,
		startingWorkflowNodeId: wanted.startingWorkflowNodeId,
		procedureIds: wanted.procedureIds,
		customLlmExtraBody: wanted.customLlmExtraBody,
	});
}

async function phoneBySdk(client: ElevenLabsClient, wanted: Wish, toNumber: string) {
	const { line } = wanted;
	const request = {
		agentId: 'agent_free',
		agentPhoneNumberId: LINES[line],
		toNumber,
		...set({
			conversationInitiationClientData: clientDataOf(wanted),
			telephonyCallConfig: set({
				ringingTimeoutSecs: wanted.ringingTimeoutSecs,
				twilioMachineDetection: set({
					mode: line === 'twilio' ? wanted.machineDetection : undefined,
				}),
			}),
		}),
	};
	return await client.conversationalAi[line].outboundCall(request);
}

async function callOnWhatsAppBySdk(client: ElevenLabsClient, wanted: Wish, toNumber: string) {
	return await client.conversationalAi.whatsapp.outboundCall({
		agentId: 'agent_free',
		whatsappPhoneNumberId: String(ON_WHATSAPP.whatsAppAccountId.value),
		whatsappUserId: digitsOf(toNumber),
		whatsappCallPermissionRequestTemplateName: ON_WHATSAPP.permissionTemplate,
		whatsappCallPermissionRequestTemplateLanguageCode: ON_WHATSAPP.permissionTemplateLanguage,
		...set({ conversationInitiationClientData: clientDataOf(wanted) }),
	});
}

/** The same wish as an item of a workflow. */
const rowOf = (wanted: Wish, toNumber: string): IDataObject => ({
	toNumber,
	line: LINES[wanted.line],
	overrides: JSON.parse(
		JSON.stringify({
			...wanted,
			more: { asr: set({ keywords: wanted.keywords }), turn: undefined },
		}),
	) as IDataObject,
	more: JSON.parse(
		JSON.stringify({
			asr: set({ keywords: wanted.keywords }),
			turn: set({ soft_timeout_config: set({ message: wanted.softTimeoutMessage }) }),
		}),
	) as IDataObject,
	variables: wanted.variables as IDataObject,
	machineDetection: wanted.line === 'twilio' ? (wanted.machineDetection ?? 'off') : 'off',
});

const fromRow = (path: string) => `={{ $json.overrides.${path} }}`;

const parameters: IDataObject = {
	resource: 'call',
	operation: 'outboundCall',
	agentId: locator('agent_free'),
	phoneNumberId: locator('={{ $json.line }}'),
	toNumber: '={{ $json.toNumber }}',
	dynamicVariablesMode: 'json',
	dynamicVariablesJson: '={{ $json.variables }}',
	overrides: {
		...Object.fromEntries(
			[
				'firstMessage',
				'language',
				'prompt',
				'toolIds',
				'knowledgeBase',
				'modelId',
				'stability',
				'similarityBoost',
				'speed',
				'maxDurationSeconds',
			].map((name) => [name, fromRow(name)]),
		),
		llm: locator(fromRow('llm')),
		voiceId: locator(fromRow('voiceId')),
		moreOverrides: '={{ $json.more }}',
	},
	telephony: {
		ringingTimeoutSecs: fromRow('ringingTimeoutSecs'),
		twilioMachineDetection: '={{ $json.machineDetection }}',
	},
	options: {
		userId: fromRow('userId'),
		environment: fromRow('environment'),
		startingWorkflowNodeId: fromRow('startingWorkflowNodeId'),
		procedureIds: fromRow('procedureIds'),
		customLlmExtraBody: fromRow('customLlmExtraBody'),
		checkAgent: false,
	},
};

it.each([
	['by phone', phoneBySdk, {}, (number: string) => number],
	['on WhatsApp', callOnWhatsAppBySdk, ON_WHATSAPP, digitsOf],
])(
	'300 generated calls %s are the same JSON from the official SDK and from the node',
	async (_, askSdk, more, dialed) => {
		const [template] = simulator.agents.values();
		simulator.agents.set('agent_free', { ...template!, agent_id: 'agent_free' });
		const wishes = fc.sample(wish, 300);
		const numberOf = (index: number) => `+1202555${1000 + index}`;

		const client = new ElevenLabsClient({ apiKey: 'sim-full', baseUrl: simulator.url });
		for (const [index, wanted] of wishes.entries()) await askSdk(client, wanted, numberOf(index));
		const sdkRequests = simulator.requests.map(({ path, body }) => ({ path, body }));

		simulator.reset();
		const { items, error } = await runWorkflow({
			parameters: { ...parameters, ...more },
			rows: wishes.map((wanted, index) => rowOf(wanted, numberOf(index))),
			credential: { apiKey: 'sim-full', region: 'custom', baseUrl: simulator.url },
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(wishes.length);
		const nodeRequests = new Map(
			simulator.requests
				.filter(({ method }) => method === 'POST')
				.map(({ path, body, toNumber, unknownFields }) => [
					toNumber,
					{ path, body, unknownFields },
				]),
		);
		for (const [index, { path, body }] of sdkRequests.entries()) {
			expect(nodeRequests.get(dialed(numberOf(index)))).toEqual({ path, body, unknownFields: [] });
		}
	},
);

it('300 generated recipients are the same JSON from the official SDK and from the node, in batches', async () => {
	const [template] = simulator.agents.values();
	simulator.agents.set('agent_free', { ...template!, agent_id: 'agent_free' });
	const batchWish = fc.record({
		wanted: wish,
		callName: fc.constantFrom('Renewals', 'Grüße 👋'),
		recipientId: option(id),
		concurrency: fc.constantFrom(2, 7),
		startsInHours: option(fc.constantFrom(1, 2)),
	});
	const hour = Math.floor(quickTime.now() / 3_600_000);
	const wishes = fc.sample(batchWish, 300).map((one, index) => ({
		...one,
		number: `+1202555${1000 + index}`,
		// Few combinations, so that most batches have several recipients.
		wanted: {
			...one.wanted,
			line: index % 2 === 0 ? ('twilio' as const) : ('sipTrunk' as const),
			environment: index % 3 === 0 ? 'staging' : undefined,
			ringingTimeoutSecs: index % 5 === 0 ? 25 : undefined,
			machineDetection: undefined,
		},
		start: one.startsInHours === undefined ? undefined : (hour + 1 + one.startsInHours) * 3_600_000,
	}));
	type One = (typeof wishes)[number];

	const groups = new Map<string, One[]>();
	for (const one of wishes) {
		const { line, environment, ringingTimeoutSecs } = one.wanted;
		const same = [one.callName, one.concurrency, one.start, line, environment, ringingTimeoutSecs];
		const key = JSON.stringify(same.map((part) => part ?? null));
		groups.set(key, [...(groups.get(key) ?? []), one]);
	}
	const client = new ElevenLabsClient({ apiKey: 'sim-full', baseUrl: simulator.url });
	for (const group of groups.values()) {
		const [{ callName, concurrency, start, wanted }] = group as [One];
		await client.conversationalAi.batchCalls.create({
			callName,
			agentId: 'agent_free',
			agentPhoneNumberId: LINES[wanted.line],
			recipients: group.map((one) => ({
				phoneNumber: one.number,
				...set({
					id: one.recipientId,
					conversationInitiationClientData: clientDataOf({
						...one.wanted,
						environment: undefined,
					}),
				}),
			})),
			...set({
				scheduledTimeUnix: start === undefined ? undefined : start / 1000,
				environment: wanted.environment,
				telephonyCallConfig: set({ ringingTimeoutSecs: wanted.ringingTimeoutSecs }),
				targetConcurrencyLimit: concurrency,
			}),
		});
	}
	const sdkBodies = simulator.requests.map(({ path, body }) => ({ path, body }));

	simulator.reset();
	const { options, ...others } = parameters;
	const { items, error } = await runWorkflow({
		parameters: {
			...others,
			resource: 'batchCall',
			operation: 'create',
			callName: '={{ $json.callName }}',
			scheduledTime: '={{ $json.start }}',
			options: {
				...(options as IDataObject),
				recipientId: '={{ $json.recipientId }}',
				targetConcurrencyLimit: '={{ $json.concurrency }}',
			},
		},
		rows: wishes.map((one) => ({
			...rowOf(one.wanted, one.number),
			callName: one.callName,
			concurrency: one.concurrency,
			start: one.start ?? '',
			recipientId: one.recipientId ?? '',
		})),
		credential: { apiKey: 'sim-full', region: 'custom', baseUrl: simulator.url },
	});
	expect(error).toBeUndefined();
	expect(items).toHaveLength(groups.size);
	const submits = simulator.requests.filter(({ method }) => method === 'POST');
	expect(submits.flatMap(({ unknownFields }) => unknownFields)).toEqual([]);
	expect(submits.map(({ path, body }) => ({ path, body }))).toEqual(sdkBodies);
});
