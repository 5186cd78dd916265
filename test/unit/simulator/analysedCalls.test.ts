import * as wire from '@elevenlabs/elevenlabs-js/serialization';

import type { MovableClock, Simulator } from '../../simulator/simulator';
import { movableClock, startSimulator } from '../../simulator/simulator';
import { failure, sdkOf, strict } from './sdkClient';
import { ask, dialBody, told } from './startedSimulator';

const start = 1_800_000_000_000;

let clock: MovableClock;
let simulator: Simulator;
beforeEach(async () => {
	clock = movableClock(start);
	simulator = await startSimulator({ clock });
});
afterEach(async () => await simulator.close());

const sdk = () => sdkOf(simulator).conversationalAi;

const given = {
	dynamic_variables: { customer_name: 'Ada', appointment_time: '9', company: 'Sim', fee: 1 },
};

async function called(end: string, more: object = {}): Promise<string> {
	const body = {
		...dialBody(`+1202555${end}`),
		agent_id: 'agent_simappointments',
		conversation_initiation_client_data: given,
		...more,
	};
	await ask(simulator, '/v1/convai/twilio/outbound-call', { body });
	return simulator.calls.at(-1)?.conversationId ?? '';
}

describe('the analysis', () => {
	it('says of each criterion whether it was met, and collects what was said', async () => {
		const answered = await called('0101');
		const voicemail = await called('0102');
		const busy = await called('0103');
		clock.advance(60_000);
		const analysisOf = async (id: string) => (await sdk().conversations.get(id)).analysis;

		expect(await analysisOf(answered)).toMatchObject({
			callSuccessful: 'success',
			evaluationCriteriaResults: {
				goal_reached: { criteriaId: 'goal_reached', result: 'success' },
			},
			dataCollectionResults: {
				appointment_confirmed: {
					dataCollectionId: 'appointment_confirmed',
					value: true,
					jsonSchema: { type: 'boolean' },
				},
			},
			evaluationCriteriaResultsList: [{ criteriaId: 'goal_reached' }],
			dataCollectionResultsList: [{ dataCollectionId: 'appointment_confirmed' }],
		});
		const machine = await analysisOf(voicemail);
		expect(machine?.callSuccessful).toBe('failure');
		expect(machine?.evaluationCriteriaResults?.goal_reached?.result).toBe('failure');
		expect(machine?.dataCollectionResults?.appointment_confirmed?.value).toBeUndefined();
		expect(await analysisOf(busy)).toBeUndefined();
	});

	it('is what a test makes of it, and the feedback too', async () => {
		const id = await called('0101');
		simulator.review(id, { rating: 2, comment: 'Too fast', tagIds: ['tag_1'] });
		simulator.review(id, {
			feedback: 'dislike',
			evaluation: { goal_reached: 'unknown' },
			data: { appointment_confirmed: false },
		});
		clock.advance(60_000);
		const conversation = await sdk().conversations.get(id);

		wire.GetConversationResponseModel.jsonOrThrow(conversation, strict);
		expect(conversation).toMatchObject({
			tagIds: ['tag_1'],
			metadata: {
				feedback: { type: 'rating', rating: 2, comment: 'Too fast', overallScore: 'dislike' },
			},
			analysis: {
				callSuccessful: 'unknown',
				evaluationCriteriaResults: { goal_reached: { result: 'unknown' } },
				dataCollectionResults: { appointment_confirmed: { value: false } },
			},
		});
		expect((await sdk().conversations.list()).conversations).toMatchObject([
			{ rating: 2, tagIds: ['tag_1'], callSuccessful: 'unknown' },
		]);
	});

	it('is in a list under the IDs that were requested', async () => {
		await called('0101');
		clock.advance(60_000);
		const page = await sdk().conversations.list({
			evaluationCriteriaIds: ['goal_reached', 'other'],
			dataCollectionIds: ['appointment_confirmed', 'other'],
		});

		wire.GetConversationsPageResponseModel.jsonOrThrow(page, strict);
		expect(page.conversations).toMatchObject([
			{
				evaluationCriteriaResults: { goal_reached: { result: 'success' } },
				dataCollectionResults: { appointment_confirmed: true },
			},
		]);
		const [plain] = (await sdk().conversations.list()).conversations;
		expect(plain).not.toHaveProperty('evaluationCriteriaResults');
		expect(plain).not.toHaveProperty('dataCollectionResults');
	});

	it('does not exist without a call', () => {
		expect(() => simulator.review('conv_nobody', { rating: 1 })).toThrow('not found');
	});
});

describe('the recording', () => {
	const audioOf = async (id: string) =>
		await ask(simulator, `/v1/convai/conversations/${id}/audio`);

	/** The frames of an MPEG-2 layer III stream of 8 kbit/s at 16 kHz; throws where there is none. */
	function framesOf(bytes: Buffer): number {
		const frameBytes = (72 * 8_000) / 16_000;
		for (let at = 0; at < bytes.length; at += frameBytes) {
			if (bytes.readUInt32BE(at) !== 0xff_f3_18_c0) throw new Error(`No frame at ${at}`);
		}
		return bytes.length / frameBytes;
	}

	it('is an MP3 as long as the call was', async () => {
		const id = await called('0101');
		clock.advance(53_000);
		const response = await audioOf(id);

		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toBe('audio/mpeg');
		const bytes = Buffer.from(await response.arrayBuffer());
		expect(Number(response.headers.get('content-length'))).toBe(bytes.length);
		expect((framesOf(bytes) * 576) / 16_000).toBeCloseTo(40, 1);
	});

	it('can be read by the SDK as a stream', async () => {
		const id = await called('0102');
		clock.advance(60_000);
		const stream = await sdk().conversations.audio.get(id);
		const chunks: Uint8Array[] = [];
		const reader = stream.getReader();
		for (let part = await reader.read(); !part.done; part = await reader.read()) {
			chunks.push(part.value);
		}
		expect((framesOf(Buffer.concat(chunks)) * 576) / 16_000).toBeCloseTo(25, 1);
	});

	it('is as big as a test wants it', async () => {
		simulator.recordingMinBytes = 1_000_000;
		const id = await called('0101');
		clock.advance(53_000);
		const bytes = Buffer.from(await (await audioOf(id)).arrayBuffer());
		expect(framesOf(bytes)).toBe(Math.ceil(1_000_000 / 36));
	});

	const missing: Array<[what: string, end: string, more: object, afterMs: number]> = [
		['before the call is analyzed', '0101', {}, 52_999],
		['of a call that nobody took', '0104', {}, 3_600_000],
		['of a call that dropped', '0101', { conversation_initiation_client_data: {} }, 3_600_000],
		[
			'of an agent that does not record',
			'0101',
			{
				agent_id: 'agent_simsecret',
				conversation_initiation_client_data: { dynamic_variables: { secret__crm_token: 'x' } },
			},
			3_600_000,
		],
	];
	it.each(missing)('is a 404 %s', async (_what, end, more, afterMs) => {
		const id = await called(end, more);
		clock.advance(afterMs);
		const { body: conversation } = await told(ask(simulator, `/v1/convai/conversations/${id}`));

		expect(conversation).toMatchObject({ has_audio: false });
		const error = await failure(sdk().conversations.audio.get(id));
		expect(error.statusCode).toBe(404);
		expect(error.body).toMatchObject({
			detail: {
				code: 'conversation_audio_not_found',
				status: 'missing_conversation_audio',
				message: `Conversation with id ${id} has no audio.`,
			},
		});
	});

	it('is a 404 of a conversation that nobody knows', async () => {
		expect((await told(audioOf('conv_nobody'))).body).toMatchObject({
			detail: { code: 'conversation_not_found' },
		});
	});
});

describe('the list of conversations', () => {
	/** Five calls at the same time: name → id. */
	async function fiveCalls(): Promise<Map<string, string>> {
		const german = { ...given, conversation_config_override: { agent: { language: 'de' } } };
		german.dynamic_variables = { ...given.dynamic_variables, ...{ anrede: 'Frau' } };
		const calls: Array<[name: string, end: string, more?: object]> = [
			['ada', '0101'],
			['german', '0101', { conversation_initiation_client_data: german }],
			['machine', '0102'],
			['busy', '0103', { agent_phone_number_id: 'phnum_simtwilio' }],
			['locked', '0101', { agent_id: 'agent_simlocked' }],
		];
		const ids = new Map<string, string>();
		for (const [name, end, more] of calls) ids.set(await called(end, more), name);
		const idOf = Object.fromEntries([...ids].map(([id, name]) => [name, id]));
		simulator.review(idOf.ada ?? '', { rating: 5, comment: '', tagIds: ['tag_a', 'tag_b'] });
		simulator.review(idOf.german ?? '', {
			rating: 2,
			evaluation: { goal_reached: 'failure' },
			data: { appointment_confirmed: false },
		});
		clock.advance(60_000);
		return ids;
	}

	const all = ['locked', 'busy', 'machine', 'german', 'ada'];
	const filters: Array<[query: string, names: string[]]> = [
		['call_duration_min_secs=26', ['locked', 'german', 'ada']],
		['call_duration_max_secs=25', ['busy', 'machine']],
		['call_duration_min_secs=1&call_duration_max_secs=39', ['machine']],
		['rating_min=3', ['ada']],
		['rating_max=4', ['german']],
		['rating_min=1&rating_max=5', ['german', 'ada']],
		['has_feedback_comment=true', ['ada']],
		['has_feedback_comment=false', ['locked', 'busy', 'machine', 'german']],
		['main_languages=de', ['german']],
		['main_languages=de&main_languages=en', ['locked', 'machine', 'german', 'ada']],
		['tool_names=voicemail_detection&tool_names=other', ['machine']],
		['tool_names_successful=voicemail_detection', ['machine']],
		['tool_names_errored=voicemail_detection', []],
		['tool_names=voicemail_detection&include_invalid_tool_calls=true', ['machine']],
		['termination_reasons=voicemail_detection%20tool%20was%20called.', ['machine']],
		['termination_reasons=Call%20ended%20by%20remote%20party', ['locked', 'german', 'ada']],
		['branch_id=agtbrch_simlocked', ['locked']],
		['version_id=agtvrsn_simlocked', ['locked']],
		['visited_agent_ids=agent_simlocked&visited_agent_ids=agent_simbare', ['locked']],
		['visited_agent_branch_ids=agtbrch_simlocked', ['locked']],
		['conversation_initiation_source=twilio', all],
		['conversation_initiation_source=sip_trunk', []],
		['text_only=false', all],
		['text_only=true', []],
		['conversation_product_type=agents', all],
		['conversation_product_type=speech_engine', []],
		['evaluation_params=goal_reached:success', ['ada']],
		['evaluation_params=goal_reached:failure', ['machine', 'german']],
		['evaluation_params=goal_reached:success&evaluation_params=other:success', []],
		['data_collection_params=appointment_confirmed:eq:true', ['ada']],
		['data_collection_params=appointment_confirmed:eq:', ['locked', 'busy', 'machine']],
		['data_collection_params=appointment_confirmed:neq:', ['german', 'ada']],
		['tag_ids=tag_b&tag_ids=tag_c', ['ada']],
		['call_successful=failure', ['machine', 'german']],
		['parent_conversation_id=conv_a', []],
		['workflow_node_entered_id=node', []],
		['triggered_procedure_ids=a', []],
		['topic_ids=a', []],
		['guardrail_types=custom', []],
		['custom_guardrail_names=a', []],
	];

	it('is narrowed down by each filter', async () => {
		const names = await fiveCalls();
		const found: typeof filters = [];
		for (const [query] of filters) {
			const { status, body } = await told(ask(simulator, `/v1/convai/conversations?${query}`));
			expect([query, status]).toEqual([query, 200]);
			const page = body as { conversations: Array<{ conversation_id: string }> };
			found.push([query, page.conversations.map(({ conversation_id: id }) => names.get(id) ?? id)]);
		}

		expect(found).toEqual(filters);
		expect(simulator.requests.flatMap((request) => request.unknownParameters)).toEqual([]);
	});

	it('takes every parameter that the SDK knows', async () => {
		await sdk().conversations.list({
			agentId: 'a',
			visitedAgentIds: ['a', 'b'],
			visitedAgentBranchIds: ['a', 'b'],
			triggeredProcedureIds: ['a', 'b'],
			callSuccessful: 'success',
			callStartBeforeUnix: 1,
			callStartAfterUnix: 1,
			callDurationMinSecs: 1,
			callDurationMaxSecs: 1,
			ratingMax: 1,
			ratingMin: 1,
			hasFeedbackComment: true,
			userId: 'a',
			evaluationParams: ['a:success', 'b:unknown'],
			dataCollectionParams: ['a:eq:b', 'a:gt:1'],
			dynamicVariableParams: ['a:eq:b', 'a:gt:1'],
			dataCollectionIds: ['a', 'b'],
			evaluationCriteriaIds: ['a', 'b'],
			toolNames: ['a', 'b'],
			toolNamesSuccessful: ['a', 'b'],
			toolNamesErrored: ['a', 'b'],
			includeInvalidToolCalls: true,
			mainLanguages: ['a', 'b'],
			pageSize: 1,
			summaryMode: 'include',
			search: 'a',
			conversationInitiationSource: 'twilio',
			textOnly: true,
			conversationProductType: 'agents',
			branchId: 'a',
			versionId: 'a',
			parentConversationId: 'a',
			topicIds: ['a', 'b'],
			excludeStatuses: ['initiated', 'done'],
			tagIds: ['a', 'b'],
			workflowNodeEnteredId: 'a',
			terminationReasons: ['a', 'b'],
			guardrailTypes: ['custom', 'prompt_injection'],
			customGuardrailNames: ['a', 'b'],
			sortDirection: 'asc',
		});

		const [request] = simulator.requests;
		expect(Object.keys(request?.query ?? {})).toHaveLength(40);
		expect(request?.unknownParameters).toEqual([]);
	});

	it('takes note of a parameter that the API does not know', async () => {
		await ask(simulator, '/v1/convai/conversations?phone_number=1&agent_id=a&status=done');
		await ask(simulator, '/v1/convai/agents/agent_simlocked?branch_id=a&brunch_id=a');

		expect(simulator.requests.map((request) => request.unknownParameters)).toEqual([
			['phone_number', 'status'],
			['brunch_id'],
		]);
	});

	const refused: Array<[query: string, type: string]> = [
		['rating_min=0', 'greater_than_equal'],
		['rating_max=6', 'less_than_equal'],
		['has_feedback_comment=perhaps', 'bool_parsing'],
		['evaluation_params=goal_reached', 'value_error'],
		['evaluation_params=goal_reached:good', 'value_error'],
		['data_collection_params=a:is:b', 'value_error'],
		['guardrail_types=any', 'enum'],
		['conversation_initiation_source=phone', 'enum'],
		[new Array(51).fill('visited_agent_ids=a').join('&'), 'too_long'],
	];
	it.each(refused)('refuses %s', async (query, type) => {
		const { status, body } = await told(ask(simulator, `/v1/convai/conversations?${query}`));

		expect(status).toBe(422);
		expect(body).toMatchObject({ detail: [{ type }] });
	});
});
