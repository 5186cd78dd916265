import type { IDataObject } from 'n8n-workflow';
import { CONVERSATION_OUTPUT } from '../../nodes/ElevenLabsCalls/conversationOutput';
import type { Conversation } from '../../nodes/shared/elevenlabs/schemas';
import { simplifyConversation } from '../../nodes/shared/elevenlabs/simplifiedConversation';
import {
	ANSWERED,
	BUSY,
	letCallsEnd,
	NEVER_ENDS,
	NO_ANSWER,
	placeCalls,
	requestsOf,
	runOperation,
	VOICEMAIL,
} from './operations';
import { until } from './until';
import type { RunOptions } from './workflowRun';
import { cancel, locator } from './workflowRun';
import { simulator } from './quickSimulator';

const run = async (
	operation: string,
	parameters: IDataObject,
	rows?: IDataObject[],
	more?: Partial<RunOptions>,
) => await runOperation(simulator, `conversation.${operation}`, parameters, rows, more);

const BY_ROW = { conversationId: '={{ $json.id }}' };
const rowsOf = (ids: string[]) => ids.map((id) => ({ id }));

describe('Get', () => {
	it('gives the simplified conversation of each row with its outcome, paired', async () => {
		const ids = placeCalls(simulator, [ANSWERED, VOICEMAIL, BUSY, NO_ANSWER, NEVER_ENDS]);
		letCallsEnd();

		const { items } = await run('get', BY_ROW, rowsOf(ids));

		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
		expect(items.map(({ json }) => [json.conversation_id, json.outcome])).toEqual([
			[ids[0], 'answered'],
			[ids[1], 'voicemail'],
			[ids[2], 'busy'],
			[ids[3], 'no_answer'],
			[ids[4], 'unknown'],
		]);
		for (const { json } of items) expect(Object.keys(json)).toEqual(CONVERSATION_OUTPUT.fields);
		expect(CONVERSATION_OUTPUT.fields.length).toBeLessThanOrEqual(10);
		expect(items[0]?.json).toMatchObject({
			to_number: ANSWERED,
			duration_secs: 40,
			summary: expect.stringContaining('agreed'),
			transcript: expect.stringContaining('Agent: '),
			outcome_reason: expect.stringMatching(/\w/),
			conversation_url: `https://elevenlabs.io/app/agents/history/${ids[0]}`,
		});
	});

	it('tells with what the call was made', async () => {
		const ids = placeCalls(simulator, [ANSWERED], {
			clientData: { user_id: 'crm-1042', dynamic_variables: { name: 'Ada' } },
		});
		const { items } = await run('get', BY_ROW, rowsOf(ids));
		expect(items[0]?.json).toMatchObject({
			user_id: 'crm-1042',
			dynamic_variables: expect.objectContaining({ name: 'Ada' }),
		});
	});

	it('has every other field of the simplified conversation on request', async () => {
		const ids = placeCalls(simulator, [ANSWERED]);
		letCallsEnd();
		const include = (CONVERSATION_OUTPUT.details ?? []).map(({ value }) => value);
		const { items } = await run('get', { ...BY_ROW, include }, rowsOf(ids));
		const [whole] = simulator.conversations();
		const simple = simplifyConversation(whole as unknown as Conversation);
		expect(items[0]?.json).toMatchObject(simple);
	});

	it('gives everything as ElevenLabs sent it, with the outcome beside it', async () => {
		const ids = placeCalls(simulator, [BUSY]);
		letCallsEnd();

		const { items } = await run('get', { ...BY_ROW, simplify: false }, rowsOf(ids));

		const { outcome, outcome_reason, ...sent } = items[0]?.json ?? {};
		expect(sent).toEqual(simulator.conversations()[0]);
		expect(outcome).toBe('busy');
		expect(outcome_reason).toEqual(expect.any(String));
	});

	it('accepts the URL of its page, and blanks around it', async () => {
		const [id = ''] = placeCalls(simulator, [ANSWERED]);
		const { items } = await run('get', BY_ROW, [
			{ id: ` ${id} ` },
			{ id: `https://elevenlabs.io/app/agents/history?conversationId=${id}&tab=transcript` },
		]);
		expect(items.map(({ json }) => json.conversation_id)).toEqual([id, id]);
	});

	it.each([
		['a plain text, as workflows of the first version have it', (id: string) => id],
		['an expression', () => '={{ $json.id }}'],
		['one of the list', (id: string) => locator(id, 'list')],
		['its ID', () => locator('={{ $json.id }}')],
		['the URL of its page, given as an ID', () => locator('={{ $json.url }}')],
		['the URL of its page', () => locator('={{ $json.url }}', 'url')],
	])('can be %s', async (_, parameter) => {
		const [id = ''] = placeCalls(simulator, [ANSWERED]);
		const url = `https://elevenlabs.io/app/agents/history/${id}?tab=transcript`;
		const { items } = await run('get', { conversationId: parameter(id) }, [{ id, url }]);
		expect(items.map(({ json }) => json.conversation_id)).toEqual([id]);
	});

	it('reads a few at a time', async () => {
		const ids = placeCalls(
			simulator,
			Array.from({ length: 12 }, () => ANSWERED),
		);
		const held = simulator.hold({ method: 'GET' });
		const running = run('get', BY_ROW, rowsOf(ids));
		for (let answered = 0; answered <= 8; answered++) {
			await held.reaches(4);
			held.release();
		}
		held.end();
		await running;
		expect(simulator.requests).toHaveLength(12);
		expect(simulator.maxInFlightOverall).toBe(4);
	});

	it.each([
		['', "'Conversation ID' is empty"],
		['../agents/agent_simlocked', "'Conversation ID' is not an ID"],
		['https://elevenlabs.io/app/agents/history', "'Conversation ID' is not an ID"],
	])('refuses %p and asks ElevenLabs nothing', async (id, message) => {
		const { error } = await run('get', BY_ROW, [{ id }]);
		expect(error?.message).toContain(`${message}`);
		expect(error?.description).not.toMatch(/called|Nothing was sent/);
		expect(simulator.requests).toEqual([]);
	});

	it('with "stop", ends at the first failure, and mentions no calls', async () => {
		const [id = ''] = placeCalls(simulator, [ANSWERED]);
		const ids = [id, 'conv_unknown', ...Array.from({ length: 20 }, () => id)];
		const { error, items } = await run('get', BY_ROW, rowsOf(ids));

		expect(items).toEqual([]);
		expect(error).toMatchObject({ httpCode: '404', context: { itemIndex: 1 } });
		expect(error?.message).toMatch(/^Item 1: ElevenLabs responded: /);
		expect(`${error?.message} ${error?.description}`).not.toMatch(/called|placed|Nothing was sent/);
		expect(simulator.requests.length).toBeLessThan(10);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'with %s fails the bad row alone',
		async (onError) => {
			const [id = ''] = placeCalls(simulator, [ANSWERED]);
			const { items, errorItems, error } = await run(
				'get',
				BY_ROW,
				rowsOf([id, 'conv_unknown', id]),
				{ onError },
			);
			expect(error).toBeUndefined();
			const toErrorOutput = onError === 'continueErrorOutput';
			const [failed] = toErrorOutput ? errorItems : items.filter(({ json }) => json.error);
			expect(failed).toEqual({
				json: {
					id: 'conv_unknown',
					error: expect.stringMatching(/^ElevenLabs responded: .* \[item 1\]$/),
					details: {
						description: expect.stringContaining('Check the ID'),
						http_status: 404,
						request_id: expect.any(String),
					},
				},
				pairedItem: { item: 1 },
			});
			expect(items.filter(({ json }) => json.outcome)).toHaveLength(2);
		},
	);

	it('ends with the execution', async () => {
		const [id = ''] = placeCalls(simulator, [ANSWERED]);
		const held = simulator.hold({ method: 'GET' });
		await run('get', BY_ROW, rowsOf(Array.from({ length: 50 }, () => id)), {
			onStart: (engine) => {
				void held.reaches(4).then(() => cancel(engine));
			},
		});
		await until(() => simulator.inFlight === 0);
		expect(simulator.requests).toHaveLength(4);
	});
});

describe('Delete', () => {
	it('deletes the conversation of each row', async () => {
		const ids = placeCalls(simulator, [ANSWERED, BUSY, ANSWERED]);
		const { items } = await run('delete', BY_ROW, rowsOf(ids.slice(0, 2)));
		expect(items).toEqual([
			{ json: { deleted: true }, pairedItem: { item: 0 } },
			{ json: { deleted: true }, pairedItem: { item: 1 } },
		]);
		expect(requestsOf(simulator)).toEqual(
			ids.slice(0, 2).map((id) => `DELETE /v1/convai/conversations/${id}`),
		);
		expect(simulator.conversations().map(({ conversation_id: id }) => id)).toEqual([ids[2]]);
	});

	it('deletes nothing after a failure, nor without a permission', async () => {
		const ids = placeCalls(simulator, [ANSWERED, ANSWERED]);
		const { error } = await run('delete', BY_ROW, rowsOf(['conv_unknown', ...ids]));
		expect(error?.message).toMatch(/^Item 0: /);
		const refused = await run('delete', BY_ROW, rowsOf(ids), {
			credential: { apiKey: 'sim-no-write', region: 'custom', baseUrl: simulator.url },
		});
		expect(refused.error?.description).toContain('permission');
		expect(simulator.conversations()).toHaveLength(2);
	});
});

describe('Get Many', () => {
	const placeMany = (count: number) =>
		placeCalls(
			simulator,
			Array.from({ length: count }, () => ANSWERED),
		);

	it('lists fifty by default, the newest first, each paired with the row that asked', async () => {
		const ids = placeMany(60);
		letCallsEnd();
		const { items } = await run('getAll', {}, [{}, {}]);
		expect(items).toHaveLength(100);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			Array.from({ length: 100 }, (_, index) => ({ item: index < 50 ? 0 : 1 })),
		);
		expect(items[0]?.json).toEqual({
			conversation_id: ids.at(-1),
			agent_id: 'agent_simlocked',
			agent_name: 'Locked',
			status: 'done',
			start_time: expect.stringMatching(/^\d{4}-.*Z$/),
			duration_secs: 40,
			direction: 'outbound',
			termination_reason: expect.any(String),
			call_successful: 'success',
			title: 'A short call',
		});
	});

	it('pages through all of them, each once', async () => {
		const ids = placeMany(230);
		const { items } = await run('getAll', { returnAll: true });
		expect(items.map(({ json }) => json.conversation_id).sort()).toEqual([...ids].sort());
		expect(simulator.requests.map(({ query }) => query.page_size)).toEqual(['100', '100', '100']);
	});

	it.each([
		[1, 1],
		[100, 1],
		[120, 2],
	])('stops at a limit of %d after %d requests', async (limit, requests) => {
		placeMany(130);
		const { items } = await run('getAll', { limit });
		expect(items).toHaveLength(limit);
		expect(simulator.requests).toHaveLength(requests);
	});

	it('does not loop if a cursor repeats', async () => {
		const page = {
			conversations: [{ conversation_id: 'conv_a' }],
			next_cursor: 'c',
			has_more: true,
		};
		simulator.addFault({ match: {}, action: { status: 200, body: page }, times: 10 });
		const { items } = await run('getAll', { returnAll: true });
		expect(items).toHaveLength(2);
		expect(simulator.requests).toHaveLength(2);
	});

	it('gives rows as ElevenLabs sent them', async () => {
		placeMany(1);
		letCallsEnd();
		const { items } = await run('getAll', { simplify: false });
		expect(items[0]?.json).toMatchObject({
			call_duration_secs: 40,
			message_count: expect.any(Number),
			conversation_initiation_source: 'twilio',
			tag_ids: [],
		});
	});

	it('gives what is there only on demand, simplified as in a whole conversation', async () => {
		const row = {
			conversation_id: 'conv_a',
			transcript_summary: 'They agreed.',
			evaluation_criteria_results: {
				booked: { criteria_id: 'booked', result: 'success', rationale: 'r' },
			},
			data_collection_results: {
				time: { data_collection_id: 'time', value: '10 am', rationale: 'r' },
			},
		};
		simulator.addFault({
			match: {},
			action: { status: 200, body: { conversations: [row], has_more: false } },
		});
		const { items } = await run('getAll', {});
		expect(items[0]?.json).toMatchObject({
			conversation_id: 'conv_a',
			agent_name: null,
			summary: 'They agreed.',
			evaluation_criteria: { booked: { result: 'success', rationale: 'r' } },
			data_collection: { time: '10 am' },
		});
	});

	it('sends every filter as the API names it, lists as keys that are repeated', async () => {
		// What the results include is an option by now; workflows may still have it among the filters.
		const begun = Date.now();
		await run(
			'getAll',
			{
				limit: 10,
				sort: { direction: 'asc' },
				filters: {
					agentId: locator('agent_simlocked', 'list'),
					branchId: 'agtbrch_1',
					collectedData: { conditions: [{ name: 'budget', operator: 'gte', value: '100' }] },
					dynamicVariables: {
						conditions: [
							{ name: 'customer_id', operator: 'eq', value: '={{ $json.customer }}' },
							{ name: 'plan', operator: 'in', value: 'gold|silver' },
							{ name: 'note', operator: 'notSet', value: 'whatever' },
						],
					},
					evaluationResults: { results: [{ criterion: 'booked', result: 'success' }] },
					excludeStatuses: ['failed', 'in-progress'],
					hasFeedbackComment: true,
					includeCollectedData: 'budget, date',
					includeEvaluationResults: ['booked'],
					includeSummary: true,
					initiationSource: 'twilio',
					languages: ['de', 'en'],
					maxDurationSecs: 600,
					maxRating: 5,
					minDurationSecs: '={{ "1" }}',
					minRating: 2,
					search: 'refund & more',
					startedAfter: '2026-11-01T00:00:00Z',
					startedBefore: '={{ $now }}',
					callSuccessful: 'success',
					tagIds: 'tag_a, tag_b',
					terminationReasons: ['Call ended by remote party', 'Client disconnected: 1000'],
					textOnly: false,
					toolNames: 'book, end_call',
					toolNamesErrored: 'book',
					toolNamesSuccessful: 'end_call',
					userId: 'crm-4711',
					versionId: 'agtvrsn_1',
				},
			},
			[{ customer: 4711 }],
		);
		expect(simulator.requests).toHaveLength(1);
		const { call_start_before_unix: before, ...query } = simulator.requests[0]?.query ?? {};
		expect(query).toEqual({
			page_size: '10',
			sort_direction: 'asc',
			agent_id: 'agent_simlocked',
			branch_id: 'agtbrch_1',
			data_collection_params: 'budget:gte:100',
			dynamic_variable_params: ['customer_id:eq:4711', 'plan:in:gold|silver', 'note:eq:'],
			evaluation_params: 'booked:success',
			exclude_statuses: ['failed', 'in-progress'],
			has_feedback_comment: 'true',
			data_collection_ids: ['budget', 'date'],
			evaluation_criteria_ids: 'booked',
			summary_mode: 'include',
			conversation_initiation_source: 'twilio',
			main_languages: ['de', 'en'],
			call_duration_max_secs: '600',
			rating_max: '5',
			call_duration_min_secs: '1',
			rating_min: '2',
			search: 'refund & more',
			call_start_after_unix: '1793491200',
			call_successful: 'success',
			tag_ids: ['tag_a', 'tag_b'],
			termination_reasons: ['Call ended by remote party', 'Client disconnected: 1000'],
			text_only: 'false',
			tool_names: ['book', 'end_call'],
			tool_names_errored: 'book',
			tool_names_successful: 'end_call',
			user_id: 'crm-4711',
			version_id: 'agtvrsn_1',
		});
		expect(Number(before)).toBeGreaterThanOrEqual(Math.floor(begun / 1000));
		expect(Number(before)).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000));
	});

	it('includes what the options say', async () => {
		await run('getAll', {
			options: {
				includeCollectedData: 'budget, date',
				includeEvaluationResults: ['booked'],
				includeSummary: true,
			},
		});
		expect(simulator.requests[0]?.query).toEqual({
			page_size: '50',
			data_collection_ids: ['budget', 'date'],
			evaluation_criteria_ids: 'booked',
			summary_mode: 'include',
		});
	});

	it('finds what the filters say, and sends none that is blank', async () => {
		const [mine = ''] = placeCalls(simulator, [ANSWERED], {
			clientData: { user_id: 'crm-1', dynamic_variables: { order: 7 } },
		});
		placeMany(3);
		const found = async (filters: IDataObject) =>
			(await run('getAll', { filters })).items.map(({ json }) => json.conversation_id);
		expect(await found({ userId: 'crm-1' })).toEqual([mine]);
		expect(
			await found({
				dynamicVariables: { conditions: [{ name: 'order', operator: 'eq', value: '7' }] },
			}),
		).toEqual([mine]);
		expect(
			await found({ userId: ' ', agentId: locator(''), startedAfter: '', tagIds: ' , ' }),
		).toHaveLength(4);
		expect(Object.keys(simulator.requests.at(-1)?.query ?? {})).toEqual(['page_size']);
	});

	it("accepts the URL of the agent's page", async () => {
		const url = 'https://elevenlabs.io/app/agents/agents/agent_simlocked';
		await run('getAll', { filters: { agentId: locator(url, 'url') } });
		expect(simulator.requests[0]?.query.agent_id).toBe('agent_simlocked');
	});

	it.each([
		// Without a zone it is the workflow's, which n8n has in New York.
		['2026-11-01', '1793505600'],
		['2026-11-01T00:00:00', '1793505600'],
		['2026-11-01 00:00:00', '1793505600'],
		['2026-11-01T01:00+01:00', '1793491200'],
		['={{ DateTime.fromISO("2026-11-01T00:00:00Z") }}', '1793491200'],
		['={{ new Date("2026-11-01T00:00:00Z") }}', '1793491200'],
		['={{ 1793491200 }}', '1793491200'],
		['={{ "1793491200" }}', '1793491200'],
		['={{ 1793491200999 }}', '1793491200'],
	])('reads %s as a date', async (startedAfter, seconds) => {
		const { error } = await run('getAll', { filters: { startedAfter } });
		expect(error).toBeUndefined();
		expect(simulator.requests[0]?.query.call_start_after_unix).toBe(seconds);
	});

	it.each<[IDataObject, string]>([
		[{ startedAfter: 'yesterday' }, "'Started After' is not a date"],
		[{ minDurationSecs: '={{ "long" }}' }, "'Min Duration (Seconds)' must be a whole number"],
		[
			{ hasFeedbackComment: '={{ "perhaps" }}' },
			"'Has Feedback Comment' is neither true nor false",
		],
		[{ userId: '={{ { a: 1 } }}' }, "'User ID' must be text"],
		[{ tagIds: '={{ { a: 1 } }}' }, "'Tag IDs' must be text or a list"],
		[
			{ dynamicVariables: { conditions: [{ name: 'a:b', operator: 'eq', value: 'c' }] } },
			"'Dynamic Variables' has a name with a colon",
		],
	])('refuses %p by its label', async (filters, message) => {
		const { error } = await run('getAll', { filters });
		expect(error?.message).toContain(`${message}`);
		expect(simulator.requests).toEqual([]);
	});

	it('refuses an invalid limit', async () => {
		const { error } = await run('getAll', { limit: '={{ "many" }}' });
		expect(error?.message).toMatch(/^'Limit' must be a whole number/);
	});

	it('passes on what ElevenLabs says of a filter', async () => {
		const { error } = await run('getAll', { filters: { initiationSource: '={{ "fax" }}' } });
		expect(error?.message).toContain('conversation_initiation_source');
		expect(error).toMatchObject({ httpCode: '422' });
	});

	it('returns no rows if one page fails', async () => {
		placeMany(130);
		simulator.addFault({ match: { nth: 2 }, action: { status: 500 } });
		const { items } = await run('getAll', { returnAll: true }, [{ id: 1 }], {
			onError: 'continueRegularOutput',
		});
		expect(items).toHaveLength(1);
		expect(items[0]?.json).toMatchObject({ id: 1, details: { http_status: 500 } });
	});
});
