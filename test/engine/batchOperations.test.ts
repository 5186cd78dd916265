import { DateTime } from 'luxon';
import type { IDataObject } from 'n8n-workflow';
import { quickTime } from '../clock/quickTime';
import { PLAIN_BATCH } from './batchCalls';
import {
	ANSWERED,
	BUSY,
	letCallsEnd,
	NO_ANSWER,
	requestsOf,
	runOperation,
	VOICEMAIL,
} from './operations';
import { PLAIN_CALL } from './plainCalls';
import { simulator } from './quickSimulator';
import { submittedBatch } from './submittedBatch';
import type { RunOptions } from './workflowRun';
import { locator } from './workflowRun';

const run = async (
	operation: string,
	parameters: IDataObject,
	rows?: IDataObject[],
	more?: Partial<RunOptions>,
) => await runOperation(simulator, `batchCall.${operation}`, parameters, rows, more);

const submit = async (numbers: string[], more: IDataObject = {}) =>
	await submittedBatch(simulator, numbers, more);

const BY_ROW = { batchCallId: locator('={{ $json.id }}') };

describe('Get', () => {
	it('gives a batch with how many recipients have each status', async () => {
		const id = await submit([ANSWERED, VOICEMAIL, BUSY, NO_ANSWER]);
		letCallsEnd();

		const { items } = await run('get', BY_ROW, [{ id }]);

		expect(items).toEqual([
			{
				json: {
					id,
					name: 'Renewals',
					status: 'completed',
					agent_id: 'agent_simlocked',
					agent_name: 'Locked',
					phone_number_id: 'phnum_simtwilio',
					created_time: expect.stringMatching(/^\d{4}-.*Z$/),
					scheduled_time: expect.stringMatching(/^\d{4}-.*Z$/),
					total_calls_scheduled: 4,
					total_calls_dispatched: 4,
					total_calls_finished: 4,
					retry_count: 0,
					counts: {
						pending: 0,
						dispatched: 0,
						initiated: 0,
						in_progress: 0,
						completed: 1,
						voicemail: 1,
						failed: 2,
						cancelled: 0,
					},
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('gives it as ElevenLabs sent it', async () => {
		const id = await submit([ANSWERED, BUSY]);
		letCallsEnd();
		const { items } = await run('get', { ...BY_ROW, simplify: false }, [{ id }]);
		const { counts, ...sent } = items[0]?.json ?? {};
		expect(sent).toEqual(simulator.batch(id));
		expect(counts).toMatchObject({ completed: 1, failed: 1 });
	});

	it('gives one item for each recipient, in order, paired', async () => {
		const id = await submit([ANSWERED, BUSY, '+12025550107']);
		letCallsEnd();

		const { items } = await run('get', { ...BY_ROW, includeRecipients: true }, [{}, { id }], {
			onError: 'continueRegularOutput',
		});

		const [failed, ...recipients] = items;
		expect(failed?.json.error).toContain("'Batch Call' is empty");
		expect(recipients.map(({ json, pairedItem }) => [json, pairedItem])).toEqual(
			[
				[ANSWERED, 'completed', simulator.calls[0]?.conversationId],
				[BUSY, 'failed', simulator.calls[1]?.conversationId],
				['+12025550107', 'failed', null],
			].map(([phone_number, status, conversation_id], row) => [
				{
					batch_id: id,
					recipient_id: `row-${row}`,
					phone_number,
					whatsapp_user_id: null,
					status,
					conversation_id,
					user_id: `user-${row}`,
					dynamic_variables: { row },
				},
				{ item: 1 },
			]),
		);
	});

	it('gives recipients as ElevenLabs sent them', async () => {
		const id = await submit([ANSWERED]);
		const { items } = await run('get', { ...BY_ROW, includeRecipients: true, simplify: false }, [
			{ id },
		]);
		expect(items.map(({ json }) => json)).toEqual(
			simulator.batch(id)?.recipients.map((recipient) => ({ batch_id: id, ...recipient })),
		);
	});

	it('says that an ID is unknown', async () => {
		const { error } = await run('get', BY_ROW, [{ id: 'btcal_unknown' }]);
		expect(error).toMatchObject({ httpCode: '404' });
		expect(error?.description).toContain('Check the ID');
	});
});

describe('Get Many', () => {
	it('lists batches, newest first, up to the limit or all', async () => {
		const ids: string[] = [];
		for (let count = 0; count < 120; count += 1) ids.unshift(await submit([ANSWERED]));

		const { items: some } = await run('getAll', { limit: 3 });
		const { items: all } = await run('getAll', { returnAll: true });

		expect(some.map(({ json }) => json.id)).toEqual(ids.slice(0, 3));
		expect(all.map(({ json }) => json.id)).toEqual(ids);
		expect(Object.keys(some[0]?.json ?? {})).not.toContain('created_at_unix');
	});

	it('lists those of one agent, as ElevenLabs sent them', async () => {
		await submit([ANSWERED]);
		const id = await submit([ANSWERED], { agent_id: 'agent_simsecret' });
		const { items } = await run('getAll', {
			filters: { agentId: locator('agent_simsecret') },
			simplify: false,
		});
		const { recipients, ...sent } = simulator.batch(id) ?? {};
		expect(recipients).toHaveLength(1);
		expect(items.map(({ json }) => json)).toEqual([sent]);
	});
});

describe('Cancel', () => {
	it('calls nobody else, and returns the batch', async () => {
		const id = await submit([ANSWERED, BUSY], { target_concurrency_limit: 1 });
		expect(simulator.calls).toHaveLength(1);
		const { items } = await run('cancel', BY_ROW, [{ id }]);
		letCallsEnd();

		expect(items.map(({ json }) => json)).toMatchObject([{ id, status: 'cancelled' }]);
		expect(simulator.callsTo(BUSY)).toBe(0);
	});

	it("passes on ElevenLabs' reason", async () => {
		const id = await submit([ANSWERED]);
		letCallsEnd();
		const { error } = await run('cancel', BY_ROW, [{ id }]);
		expect(error?.message).toMatch(/^ElevenLabs responded: .*already completed/);
	});
});

describe('Delete', () => {
	it('deletes each batch, whose answer has no body', async () => {
		const ids = [await submit([ANSWERED]), await submit([BUSY])];
		const { items } = await run(
			'delete',
			BY_ROW,
			ids.map((id) => ({ id })),
		);

		expect(items).toEqual(
			ids.map((_, item) => ({ json: { deleted: true }, pairedItem: { item } })),
		);
		expect(ids.map((id) => simulator.batch(id))).toEqual([undefined, undefined]);
		expect(requestsOf(simulator).filter((request) => request.startsWith('DELETE'))).toHaveLength(2);
	});
});

describe('Retry', () => {
	const finished = async (numbers: string[], more: IDataObject = {}) => {
		const id = await submit(numbers, more);
		quickTime.advance(3600_000);
		return id;
	};
	const retries = () => requestsOf(simulator).filter((request) => request.endsWith('/retry'));

	it('calls those again whose calls failed, and says how many', async () => {
		const id = await finished([ANSWERED, VOICEMAIL, BUSY, NO_ANSWER]);
		const { items } = await run('retry', BY_ROW, [{ id }]);
		letCallsEnd();

		expect(items).toMatchObject([
			{
				json: { id, status: 'in_progress', retry_count: 1, recipients_called_again: 2 },
				pairedItem: { item: 0 },
			},
		]);
		expect(simulator.callCounts()).toEqual({
			[ANSWERED]: 1,
			[VOICEMAIL]: 1,
			[BUSY]: 2,
			[NO_ANSWER]: 2,
		});
	});

	it('waits for the end', async () => {
		const ids = [await finished([BUSY, ANSWERED]), await finished([NO_ANSWER])];
		const { items } = await run(
			'retry',
			{ ...BY_ROW, waitForCompletion: true },
			ids.map((id) => ({ id })),
		);
		expect(items.map(({ json }) => json)).toMatchObject([
			{
				id: ids[0],
				status: 'completed',
				timed_out: false,
				counts: { completed: 1, failed: 1 },
				recipients_called_again: 1,
			},
			{ id: ids[1], status: 'completed', timed_out: false, counts: { failed: 1 } },
		]);
		expect(items[0]?.json).not.toHaveProperty('recipients');
	});

	it('returns what is known at the deadline', async () => {
		const id = await finished([BUSY]);
		const { items } = await run(
			'retry',
			{ ...BY_ROW, waitForCompletion: true, maxWaitMinutes: 0 },
			[{ id }],
		);
		expect(items.map(({ json }) => json)).toMatchObject([
			{ id, status: 'in_progress', timed_out: true, counts: { dispatched: 1 } },
		]);
	});

	it.each([
		['text', `+1 202 555 0199, ${BUSY}`],
		['a list', ['+4930*', BUSY]],
		['a beginning', '+1202*'],
	])('calls nobody if one of them is blocked: %s', async (_, blockedNumbers) => {
		const id = await finished([ANSWERED, BUSY, NO_ANSWER]);
		const { error } = await run('retry', { ...BY_ROW, options: { blockedNumbers } }, [{ id }]);

		expect(error?.message).toMatch(/^'Blocked Numbers' blocks [12] of 2 recipients/);
		expect(error?.description).toContain('Nobody was called');
		expect(retries()).toEqual([]);
	});

	it.each([
		['people who were reached', ANSWERED],
		['others', '+4930*'],
		['nobody', []],
	])('goes on if only %s are blocked', async (_, blockedNumbers) => {
		const id = await finished([ANSWERED, BUSY]);
		const { error } = await run('retry', { ...BY_ROW, options: { blockedNumbers } }, [{ id }]);
		expect(error).toBeUndefined();
		expect(simulator.callsTo(BUSY)).toBe(2);
	});

	it('counts people on voicemail as called again, if they are blocked', async () => {
		const id = await finished([VOICEMAIL, BUSY]);
		const options = { blockedNumbers: VOICEMAIL };
		const { error } = await run('retry', { ...BY_ROW, options }, [{ id }]);
		expect(error?.message).toContain('blocks 1 of 2 recipients');
	});

	it('calls nobody if a number of the batch can not be compared with the list', async () => {
		const id = await finished([ANSWERED, '2025550103']);
		const blocked = { ...BY_ROW, options: { blockedNumbers: '+4930*' } as IDataObject };
		const { error } = await run('retry', blocked, [{ id }]);
		expect(error?.message).toContain("can't be compared with the numbers of 1 of 1 recipients");
		expect(retries()).toEqual([]);

		const options = { blockedNumbers: '+4930*', defaultCountry: 'US' };
		expect((await run('retry', { ...BY_ROW, options }, [{ id }])).error).toBeUndefined();
		expect(retries()).toHaveLength(1);
	});

	it.each(['', ' ', null, '=', 'abc', { a: 1 }])(
		'refuses a list that can not be understood: %p',
		async (blockedNumbers) => {
			const id = await finished([BUSY]);
			const options = { blockedNumbers } as IDataObject;
			const { error } = await run('retry', { ...BY_ROW, options }, [{ id }]);
			expect(error?.message).toContain("'Blocked Numbers'");
			expect(retries()).toEqual([]);
		},
	);

	describe('within calling hours', () => {
		const hours = (more: IDataObject) => ({
			...BY_ROW,
			options: {
				callingHours: {
					hours: {
						from: '00:00',
						to: '24:00',
						weekdays: [1, 2, 3, 4, 5, 6, 7],
						zoneFrom: 'number',
						...more,
					},
				},
			},
		});
		const dayIn = (zone: string, days: number) =>
			DateTime.fromMillis(quickTime.now(), { zone }).plus({ days }).weekday;

		it('calls people again', async () => {
			const id = await finished([BUSY]);
			const { error } = await run('retry', hours({}), [{ id }]);
			expect(error).toBeUndefined();
			expect(simulator.callsTo(BUSY)).toBe(2);
		});

		it.each([
			['the number', {}],
			['the name', { zoneFrom: 'named', timeZone: 'America/New_York' }],
		])('calls nobody outside of them, with the time zone of %s', async (_, more) => {
			const id = await finished([ANSWERED, BUSY, NO_ANSWER]);
			// Washington, D.C. has the time of New York.
			const weekdays = [dayIn('America/New_York', 2)];
			const { error } = await run('retry', hours({ weekdays, ...more }), [{ id }]);

			expect(error?.message).toBe(
				"'Calling Hours' doesn't allow calls now to 2 of 2 recipients who may be called again",
			);
			expect(error?.description).toMatch(
				/All of them may be called at \S+T00:00:00.000-0[45]:00\./,
			);
			expect(retries()).toEqual([]);
		});

		it('calls nobody whose number has no time zone', async () => {
			const id = await finished([ANSWERED, '2025550103']);
			const { error } = await run('retry', hours({}), [{ id }]);
			expect(error?.message).toContain("'Calling Hours' has no 'Time Zone', and the numbers of 1");
			expect(retries()).toEqual([]);
		});

		it('looks at the time again before each retry', async () => {
			const ids = [await finished([BUSY]), await finished([NO_ANSWER])];
			simulator.addFault({ match: { method: 'POST' }, action: { status: 502 }, times: 1 });
			// Five seconds before a minute: the look for the first retry takes 20.
			quickTime.advance(60_000 - (quickTime.now() % 60_000) + 55_000);
			const to = DateTime.fromMillis(quickTime.now() + 5_000, { zone: 'UTC' }).toFormat('HH:mm');
			const today = { zoneFrom: 'named', timeZone: 'UTC', weekdays: [dayIn('UTC', 0)] };
			const { items } = await run(
				'retry',
				hours({ ...today, to: to === '00:00' ? '24:00' : to }),
				ids.map((id) => ({ id })),
				{ onError: 'continueRegularOutput' },
			);
			expect(items.map(({ json }) => json.error)).toEqual([
				expect.stringContaining('may have been retried'),
				expect.stringContaining("'Calling Hours' doesn't allow calls now to 1 of 1"),
			]);
			expect(retries()).toHaveLength(1);
		});
	});

	it('calls nobody for two batches, not even with Retry On Fail', async () => {
		const ids = [await finished([BUSY, ANSWERED]), await finished([NO_ANSWER, BUSY])];
		const rows = ids.map((id) => ({ id }));
		const { items } = await run('retry', BY_ROW, rows, {
			onError: 'continueRegularOutput',
			retryOnFail: true,
		});
		expect(items[0]?.json).toMatchObject({ id: ids[0], recipients_called_again: 1 });
		expect(items[1]?.json.error).toContain(
			"'Batch Call' has 1 of the recipients who may be called again in common with that of item 0",
		);
		expect(retries()).toHaveLength(1);
		expect(simulator.callsTo(BUSY)).toBe(3);
	});

	it('calls nobody again for a batch that could not be read, and was retried with another', async () => {
		const ids = [await finished([BUSY]), await finished([BUSY])];
		simulator.addFault({
			match: { path: `/v1/convai/batch-calling/${ids[0]}` },
			action: { status: 500 },
			times: 1,
		});
		const rows = ids.map((id) => ({ id }));
		await run('retry', BY_ROW, rows, { onError: 'continueRegularOutput', retryOnFail: true });
		expect(retries()).toHaveLength(1);
		expect(simulator.callsTo(BUSY)).toBe(3);
	});

	describe('and other runs of the execution', () => {
		const RETRY = { resource: 'batchCall', operation: 'retry', ...BY_ROW };
		/** Runs the node for one row, and then another node for another row. */
		const runBoth = async (
			[first, row]: [IDataObject, IDataObject],
			[parameters, other]: [IDataObject, IDataObject],
		) => {
			const { run: whole } = await run('retry', first, [row], {
				onError: 'continueRegularOutput',
				next: { pick: () => [{ json: other }], to: 'Other Calls', parameters },
			});
			const [task] = whole.data.resultData.runData['Other Calls'] ?? [];
			return task?.data?.main?.[0]?.[0]?.json;
		};
		const loseOne = () =>
			simulator.addFault({ match: { method: 'POST' }, action: { status: 502 }, times: 1 });

		it('a recipient of a retry that may have happened is not called', async () => {
			const id = await finished([BUSY]);
			loseOne();
			expect(await runBoth([RETRY, { id }], [PLAIN_CALL, { phone: BUSY }])).toMatchObject({
				reason: 'may_have_been_placed',
			});
			expect(simulator.callsTo(BUSY)).toBe(1);
		});

		it('nor is one of a batch that may have been created called by a retry', async () => {
			const id = await finished([BUSY, ANSWERED]);
			loseOne();
			const second = await runBoth([PLAIN_BATCH, { phone: BUSY }], [RETRY, { id }]);
			expect(second?.error).toContain(
				"The batch 'Renewals' was not retried: this execution called, or may have called, 1 of 1 recipients",
			);
			expect(retries()).toEqual([]);
		});

		it('a recipient of one that happened is called, as after an ordinary call', async () => {
			const id = await finished([BUSY]);
			expect(await runBoth([RETRY, { id }], [PLAIN_CALL, { phone: BUSY }])).toMatchObject({
				success: true,
			});
			expect(simulator.callsTo(BUSY)).toBe(3);
		});
	});

	it('refuses a batch that is not over, and one that comes twice', async () => {
		const going = await submit([ANSWERED]);
		const { error: early } = await run('retry', BY_ROW, [{ id: going }]);
		expect(early?.message).toBe("'Batch Call' is not over (status: in_progress)");

		const id = await finished([BUSY]);
		const { items } = await run('retry', BY_ROW, [{ id }, { id }], {
			onError: 'continueRegularOutput',
		});
		expect(items[0]?.json).toMatchObject({ id, recipients_called_again: 1 });
		expect(items[1]?.json.error).toContain("'Batch Call' is the same as that of item 0");
		expect(simulator.callsTo(BUSY)).toBe(2);
	});

	it('with "stop", one bad row means that nobody is called', async () => {
		const id = await finished([BUSY]);
		const { error } = await run('retry', BY_ROW, [{ id }, { id: 'btcal_unknown' }]);
		expect(error?.message).toMatch(/^Nobody was called .*item 1: ElevenLabs responded/);
		expect(retries()).toEqual([]);
	});

	const LOST = [
		{ reset: 'after' as const },
		{ status: 502, placeCall: true },
		{ truncate: true as const },
		{ status: 200, body: '<html>', placeCall: true },
	];

	it('with "stop", a failure says which batches were retried, and what running it again would do', async () => {
		const ids = [await finished([BUSY]), await finished([NO_ANSWER])];
		simulator.addFault({ match: { method: 'POST', nth: 2 }, action: { status: 422 } });
		const { error } = await run(
			'retry',
			BY_ROW,
			ids.map((id) => ({ id })),
		);
		expect(error?.message).toContain("Item 1: The batch 'Renewals' was not retried");
		expect(error?.description).toContain(`Already placed: item 0: ${ids[0]}.`);
		expect(error?.description).toContain('running the node again would retry them again');
		expect(error?.description).not.toContain('Deduplication Key');
	});

	it.each(LOST)('finds a retry whose answer was lost: %j', async (action) => {
		const id = await finished([BUSY]);
		simulator.addFault({ match: { method: 'POST' }, action });
		const { items } = await run('retry', BY_ROW, [{ id }], { retryOnFail: true });
		letCallsEnd();

		expect(items.map(({ json }) => json)).toMatchObject([
			{ id, retry_count: 1, recipients_called_again: 1 },
		]);
		expect(items[0]?.json).not.toHaveProperty('recipients');
		expect(retries()).toHaveLength(1);
		expect(simulator.callsTo(BUSY)).toBe(2);
	});

	it.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'never sends a retry twice that is not found, with %s',
		async (onError) => {
			const id = await finished([BUSY]);
			simulator.addFault({ match: { method: 'POST' }, action: { status: 502 }, times: 1 });
			const { error, items, errorItems } = await run('retry', BY_ROW, [{ id }], {
				onError,
				retryOnFail: true,
			});
			const shown = JSON.stringify([error?.message, items, errorItems]);
			expect(shown).toContain("The batch 'Renewals' may have been retried");
			expect(retries()).toHaveLength(1);
		},
	);

	it('that is not found is not sent again by the same execution, but by a later one', async () => {
		const id = await finished([BUSY]);
		simulator.addFault({ match: { method: 'POST' }, action: { reset: 'before' } });
		const again = { onError: 'continueRegularOutput', rounds: 2 } as const;
		const { tasks } = await run('retry', BY_ROW, [{ id }], again);
		const shown = tasks.map(({ data }) => data?.main?.[0]?.[0]?.json.error);
		expect(shown).toEqual([
			expect.stringContaining("The batch 'Renewals' may have been retried"),
			expect.stringContaining('this execution called, or may have called, 1 of 1 recipients'),
		]);
		expect(retries()).toHaveLength(1);
		expect((await run('retry', BY_ROW, [{ id }])).error).toBeUndefined();
	});

	it('is sent again by Retry On Fail only if it definitely did not happen', async () => {
		const ids = [await finished([BUSY]), await finished([NO_ANSWER])];
		simulator.addFault({ match: { method: 'POST', nth: 2 }, action: { status: 429 } });
		const { items } = await run(
			'retry',
			BY_ROW,
			ids.map((id) => ({ id })),
			{ retryOnFail: true },
		);
		letCallsEnd();

		expect(items.map(({ json }) => json)).toMatchObject(
			ids.map((id) => ({ id, retry_count: 1, recipients_called_again: 1 })),
		);
		expect(retries()).toHaveLength(3);
		expect(simulator.callCounts()).toEqual({ [BUSY]: 2, [NO_ANSWER]: 2 });
	});
});
