import type { IDataObject } from 'n8n-workflow';
import { ENDED_OUTPUT } from '../../nodes/ElevenLabsCalls/conversationOutput';
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
import { quickTime } from '../clock/quickTime';
import { until } from './until';
import type { RunOptions } from './workflowRun';
import { cancel } from './workflowRun';
import { simulator } from './quickSimulator';

const wait = async (ids: unknown[], parameters: IDataObject = {}, more: Partial<RunOptions> = {}) =>
	await runOperation(
		simulator,
		'conversation.waitForEnd',
		{ conversationId: '={{ $json.id }}', ...parameters },
		ids.map((id) => ({ id })) as IDataObject[],
		more,
	);

const readsOf = (id: string) =>
	requestsOf(simulator).filter((request) => request === `GET /v1/convai/conversations/${id}`);

describe('Wait for End', () => {
	it('waits for all rows together, and returns each outcome', async () => {
		const ids = placeCalls(simulator, [ANSWERED, VOICEMAIL, BUSY, NO_ANSWER]);
		const startedAt = quickTime.now();

		const { items } = await wait(ids);

		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
		expect(items.map(({ json }) => json)).toMatchObject([
			{ conversation_id: ids[0], outcome: 'answered' },
			{ conversation_id: ids[1], outcome: 'voicemail' },
			{ conversation_id: ids[2], outcome: 'busy' },
			{ conversation_id: ids[3], outcome: 'no_answer' },
		]);
		for (const { json } of items) expect(Object.keys(json)).toEqual(ENDED_OUTPUT.fields);
		expect(items[0]?.json).toMatchObject({
			outcome_reason: expect.any(String),
			to_number: ANSWERED,
			summary: expect.any(String),
			transcript: expect.stringContaining('Agent: '),
			duration_secs: 40,
			cost: expect.any(Number),
			conversation_url: expect.stringContaining(String(ids[0])),
		});
		// Together, and not one after the other.
		expect(quickTime.now() - startedAt).toBeLessThan(120_000);
	});

	it('gives the conversation as ElevenLabs sent it', async () => {
		const ids = placeCalls(simulator, [ANSWERED]);
		const { items } = await wait(ids, { simplify: false });
		expect(items[0]?.json.conversation).toEqual(simulator.conversations()[0]);
	});

	it('is no error at the deadline: the item has its ID and what is known', async () => {
		const [id] = placeCalls(simulator, [NEVER_ENDS]);
		const { items, error } = await wait([id], { maxWaitMinutes: 2 });
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({
			conversation_id: id,
			outcome: 'unknown',
			timed_out: true,
			to_number: NEVER_ENDS,
		});
	});

	it('adds the details that were asked for', async () => {
		const ids = placeCalls(simulator, [ANSWERED]);
		const { items } = await wait(ids, { include: ['turns', 'conversationDetails'] });
		expect(items[0]?.json).toMatchObject({
			status: 'done',
			agent_id: 'agent_simlocked',
			turns: expect.arrayContaining([expect.objectContaining({ role: 'agent' })]),
		});
		expect(items[0]?.json).not.toHaveProperty('data_collection');
	});

	it('has a maximum for each row', async () => {
		const ids = placeCalls(simulator, [NEVER_ENDS, ANSWERED]);
		const { items } = await runOperation(
			simulator,
			'conversation.waitForEnd',
			{ conversationId: '={{ $json.id }}', maxWaitMinutes: '={{ $json.minutes }}' },
			[
				{ id: ids[0] ?? '', minutes: 0 },
				{ id: ids[1] ?? '', minutes: '3' },
			],
		);
		expect(items.map(({ json }) => [json.timed_out, json.outcome])).toEqual([
			[true, 'unknown'],
			[undefined, 'answered'],
		]);
	});

	it('reads an ID that comes twice once, and gives it to both', async () => {
		const [id = ''] = placeCalls(simulator, [ANSWERED]);
		letCallsEnd();
		const { items } = await wait([id, ` ${id}`]);
		expect(items.map(({ json }) => json.outcome)).toEqual(['answered', 'answered']);
		expect(readsOf(id)).toHaveLength(1);
	});

	it('waits for an ID that comes twice as long as each row says', async () => {
		const [id = ''] = placeCalls(simulator, [ANSWERED]);
		const { items } = await runOperation(
			simulator,
			'conversation.waitForEnd',
			{ conversationId: '={{ $json.id }}', maxWaitMinutes: '={{ $json.minutes }}' },
			[
				{ id, minutes: 0 },
				{ id, minutes: 20 },
			],
		);
		expect(items.map(({ json }) => [json.timed_out, json.outcome])).toEqual([
			[true, 'unknown'],
			[undefined, 'answered'],
		]);
	});

	it('says at the deadline why nothing is known', async () => {
		const { items, error } = await wait(['conv_unknown'], { maxWaitMinutes: 0 });
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({
			conversation_id: 'conv_unknown',
			outcome: 'unknown',
			outcome_reason: expect.stringMatching(/^The conversation could not be read: ElevenLabs/),
			timed_out: true,
			summary: null,
			duration_secs: null,
		});
	});

	it('fails only the item with an unknown or invalid ID', async () => {
		const [id = ''] = placeCalls(simulator, [ANSWERED]);
		const { items } = await wait(
			['conv_unknown', id, ''],
			{},
			{ onError: 'continueRegularOutput' },
		);
		expect(items.map(({ json }) => json)).toMatchObject([
			{ id: 'conv_unknown', details: { http_status: 404 } },
			{ conversation_id: id, outcome: 'answered' },
			{ error: "'Conversation ID' is empty [item 2]", details: { parameter: 'Conversation ID' } },
		]);
		expect(JSON.stringify(items)).not.toMatch(/call_may_have|Nothing was sent/);
	});

	it('with "stop", does not wait at all if a row has no ID', async () => {
		const ids = placeCalls(simulator, [NEVER_ENDS]);
		const { error } = await wait([...ids, '']);
		expect(error?.message).toBe("Item 1: 'Conversation ID' is empty");
		expect(error?.description).not.toContain('called');
		expect(simulator.requests).toEqual([]);
	});

	it('with "stop" waits for nobody else once an ID is unknown', async () => {
		const ids = placeCalls(simulator, [NEVER_ENDS]);
		const startedAt = quickTime.now();
		const { error } = await wait([...ids, 'conv_unknown'], { maxWaitMinutes: 600 });
		expect(error?.message).toMatch(/^Item 1: ElevenLabs responded/);
		expect(quickTime.now() - startedAt).toBeLessThan(10 * 60_000);
	});

	it.each(['"long"', '[]', 'true', '"2,5"', 'NaN', '-1'])(
		'refuses an invalid maximum: %s',
		async (maximum) => {
			const { error } = await wait(['conv_a'], { maxWaitMinutes: `={{ ${maximum} }}` });
			expect(error?.message).toMatch(/^'Max Wait \(Minutes\)' must be a number/);
		},
	);

	it('ends with the execution, and has lost no ID', async () => {
		const ids = placeCalls(simulator, [NEVER_ENDS, NEVER_ENDS]);
		let stopped = () => {};
		const seen = new Promise<void>((resolve) => (stopped = resolve));
		const { items } = await wait(
			ids,
			{ maxWaitMinutes: 1e9 },
			{
				onStart: (engine) => {
					void until(() => simulator.requests.length >= 4).then(() => {
						cancel(engine);
						stopped();
					});
				},
			},
		);
		await seen;
		expect(items.map(({ json }) => json)).toMatchObject(
			ids.map((id) => ({ conversation_id: id, outcome: 'unknown' })),
		);
	});
});
