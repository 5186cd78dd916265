import { DataDeduplicationService } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import { quickTime } from '../clock/quickTime';
import { batchRows, itemsOf, numbersIn, submits } from './batchCalls';
import { ANSWERED, BUSY, NEVER_ENDS, VOICEMAIL } from './operations';
import { DeduplicationStore } from './deduplicationStore';
import { masked, number, rowsOf } from './plainCalls';
import { simulator } from './quickSimulator';
import { locator } from './workflowRun';

const range = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, index) => from + index);

/** A number for any row, of which no two are the same. */
const farNumber = (index: number) => `+1202${5_560_000 + index}`;

const farRows = (count: number) => range(0, count).map((row) => ({ phone: farNumber(row), row }));

const reasons = (items: Array<{ json: IDataObject }>) =>
	items.map(({ json: { id, reason, error } }) => (id ? 'created' : (reason ?? error)));

const inOneHour = () => new Date(quickTime.now() + 3_600_000).toISOString();

describe('a batch of all rows', () => {
	it('is one request, and one item that is paired with each row', async () => {
		const { items, error, task } = await batchRows(simulator, rowsOf(5));
		expect(error).toBeUndefined();
		expect(submits(simulator)).toHaveLength(1);
		expect(submits(simulator)[0]).toMatchObject({ unknownFields: [], status: 200 });
		expect(numbersIn(simulator)).toEqual([range(0, 5).map(number)]);
		expect(items.map(itemsOf)).toEqual([range(0, 5)]);
		const [batch] = simulator.batches;
		expect(items[0]?.json).toMatchObject({
			id: batch?.id,
			name: 'Renewals',
			total_calls_scheduled: 5,
			status: 'in_progress',
		});
		expect(items[0]?.json).not.toHaveProperty('success');
		expect(task.hints?.map(({ message }) => message)).toEqual(['5 of 5 items in 1 batch.']);
	});

	it('gives each recipient its own variables and overrides, and says everything else once', async () => {
		const rows = ['Ada', 'Ben'].map((name, index) => ({ name, phone: number(index) }));
		const { error } = await batchRows(
			simulator,
			rows,
			{
				userId: '={{ "crm-" + $json.name }}',
				recipientId: '={{ "lead-" + $json.name }}',
				targetConcurrencyLimit: 2,
				environment: 'staging',
			},
			{
				parameters: {
					agentId: locator('agent_simappointments'),
					scheduledTime: inOneHour(),
					dynamicVariablesMode: 'json',
					dynamicVariablesJson:
						'={{ { customer_name: $json.name, appointment_time: "10:00", company: "Sim", fee: 5 } }}',
					overrides: { firstMessage: '=Hello {{ $json.name }}' },
					telephony: { ringingTimeoutSecs: 25 },
				},
			},
		);
		expect(error).toBeUndefined();
		const [body] = submits(simulator).map((request) => request.body as IDataObject);
		expect(body).toEqual({
			call_name: 'Renewals',
			agent_id: 'agent_simappointments',
			agent_phone_number_id: 'phnum_simtwilio',
			scheduled_time_unix: Math.floor((quickTime.now() + 3_600_000) / 60_000) * 60,
			environment: 'staging',
			telephony_call_config: { ringing_timeout_secs: 25 },
			target_concurrency_limit: 2,
			recipients: ['Ada', 'Ben'].map((name, index) => ({
				id: `lead-${name}`,
				phone_number: number(index),
				conversation_initiation_client_data: {
					user_id: `crm-${name}`,
					source_info: { version: expect.stringMatching(/^n8n-nodes-elevenlabs-calls/) },
					dynamic_variables: {
						customer_name: name,
						appointment_time: '10:00',
						company: 'Sim',
						fee: 5,
					},
					conversation_config_override: { agent: { first_message: `Hello ${name}` } },
				},
			})),
		});
	});

	it('is one item for each recipient if the user wants that, with the IDs ElevenLabs gave', async () => {
		const { items } = await batchRows(
			simulator,
			rowsOf(3),
			{ recipientId: '={{ $json.row === 1 ? "lead-1" : "" }}' },
			{ parameters: { output: 'recipients' } },
		);
		const [batch] = simulator.batches;
		const given = simulator.batch(batch?.id ?? '')?.recipients.map(({ id }) => id);
		expect(given?.[1]).toBe('lead-1');
		expect(items.map(({ json }) => json)).toEqual(
			range(0, 3).map((row) => ({
				success: true,
				batch_id: batch?.id,
				recipient_id: given?.[row],
				phone_number: number(row),
				to_number: number(row),
			})),
		);
		expect(items.map(itemsOf)).toEqual([[0], [1], [2]]);
	});

	it('is not read if all recipients have an ID of their own', async () => {
		const { items } = await batchRows(
			simulator,
			rowsOf(2),
			{ recipientId: '={{ "lead-" + $json.row }}' },
			{ parameters: { output: 'recipients' } },
		);
		expect(items.map(({ json }) => json.recipient_id)).toEqual(['lead-0', 'lead-1']);
		expect(simulator.requests.filter(({ path }) => path.includes('btcal_'))).toEqual([]);
	});

	it('comes out without the IDs of recipients if they cannot be read', async () => {
		simulator.addFault({
			match: { path: '/v1/convai/batch-calling/btcal' },
			action: { status: 500 },
		});
		const { items } = await batchRows(
			simulator,
			rowsOf(1),
			{},
			{ parameters: { output: 'recipients' } },
		);
		expect(items.map(({ json }) => json)).toEqual([
			{
				success: true,
				batch_id: simulator.batches[0]?.id,
				phone_number: number(0),
				to_number: number(0),
			},
		]);
	});
});

describe('25,000 rows', () => {
	it('are three requests, with every row in exactly one batch, in order', async () => {
		const { items, error, task } = await batchRows(simulator, farRows(25_000));
		expect(error).toBeUndefined();
		expect(submits(simulator)).toHaveLength(3);
		expect(numbersIn(simulator).map(({ length }) => length)).toEqual([10_000, 10_000, 5_000]);
		expect(numbersIn(simulator).flat()).toEqual(range(0, 25_000).map(farNumber));
		expect(items.map(itemsOf)).toEqual([
			range(0, 10_000),
			range(10_000, 20_000),
			range(20_000, 25_000),
		]);
		expect(items.map(({ json }) => json.id)).toEqual(simulator.batches.map(({ id }) => id));
		expect(task.hints?.map(({ message }) => message)).toEqual([
			'25000 of 25000 items in 3 batches.',
		]);
	});
});

describe('rows with different settings', () => {
	it('are one batch for each combination', async () => {
		const names = ['A', 'B', 'A', 'B', 'C'];
		const { items } = await batchRows(
			simulator,
			names.map((name, row) => ({ name, phone: number(row) })),
			{},
			{ parameters: { callName: '={{ $json.name }}' } },
		);
		expect(items.map(itemsOf)).toEqual([[0, 2], [1, 3], [4]]);
		expect(simulator.batches.map(({ body }) => body.call_name)).toEqual(['A', 'B', 'C']);
	});

	it('are one batch if an expression gave times within the same minute', async () => {
		const base = Math.floor(quickTime.now() / 60_000) * 60_000 + 3_600_000;
		const rows = [0, 900, 59_999].map((ms, row) => ({
			phone: number(row),
			at: new Date(base + ms).toISOString(),
		}));
		const { items } = await batchRows(
			simulator,
			rows,
			{},
			{ parameters: { scheduledTime: '={{ $json.at }}' } },
		);
		expect(items.map(itemsOf)).toEqual([[0, 1, 2]]);
		expect(items[0]?.json.scheduled_time_unix).toBe(base / 1000);
	});
});

describe('the scheduled time', () => {
	const local = (ms: number) =>
		new Intl.DateTimeFormat('sv-SE', {
			timeZone: 'America/New_York',
			dateStyle: 'short',
			timeStyle: 'medium',
		}).format(ms);
	const start = Math.floor(quickTime.now() / 60_000) * 60_000 + 7_200_000;

	it.each<[name: string, value: unknown]>([
		['with Z', new Date(start).toISOString()],
		['with an offset', new Date(start + 7_200_000).toISOString().replace('Z', '+02:00')],
		["in the workflow's time zone", local(start).replace(' ', 'T')],
		['as n8n writes it without a T', local(start)],
		['as a Unix timestamp', start / 1000],
		['in milliseconds', start],
		['as a DateTime', `={{ DateTime.fromMillis(${start}) }}`],
		['as a Date', `={{ new Date(${start}) }}`],
	])('is understood %s', async (_, scheduledTime) => {
		const { error } = await batchRows(
			simulator,
			rowsOf(1),
			{},
			{
				parameters: { scheduledTime: scheduledTime as string },
			},
		);
		expect(error).toBeUndefined();
		expect(simulator.batches.map(({ body }) => body.scheduled_time_unix)).toEqual([start / 1000]);
	});

	it.each([
		['tomorrow', /'Scheduled Time' is not a date/],
		['09:00', /'Scheduled Time' is not a date/],
		['={{ $json.misspelled }}', /'Scheduled Time' has no value/],
		['={{ null }}', /'Scheduled Time' has no value/],
		[new Date(quickTime.now() - 3_600_000).toISOString(), /'Scheduled Time' is in the past \(20/],
	])('%s is an error, and nothing is created', async (scheduledTime, message) => {
		const { error } = await batchRows(simulator, rowsOf(2), {}, { parameters: { scheduledTime } });
		expect(error?.description ?? error?.message).toMatch(message);
		expect(submits(simulator)).toEqual([]);
	});

	it.each(['', '={{ "" }}'])('is now if it is empty: %j', async (scheduledTime) => {
		await batchRows(simulator, rowsOf(1), {}, { parameters: { scheduledTime } });
		expect(simulator.batches.map(({ body }) => body.scheduled_time_unix)).toEqual([undefined]);
	});

	it('is now if it has just passed', async () => {
		const scheduledTime = new Date(quickTime.now() - 120_000).toISOString();
		await batchRows(simulator, rowsOf(1), {}, { parameters: { scheduledTime } });
		expect(simulator.batches.map(({ body }) => body.scheduled_time_unix)).toEqual([undefined]);
	});
});

describe('guards', () => {
	it('skip rows, each of which is an item of its own', async () => {
		const rows = [...rowsOf(3), { phone: number(0), row: 3 }, { phone: '+4930123456', row: 4 }];
		const { items, task } = await batchRows(simulator, rows, {
			allowedNumbers: '+1*',
			blockedNumbers: number(1),
		});
		expect(numbersIn(simulator)).toEqual([[number(0), number(2)]]);
		expect(items.map((item) => [itemsOf(item), ...reasons([item])])).toEqual([
			[[0, 2], 'created'],
			[[1], 'number_blocked'],
			[[3], 'duplicate'],
			[[4], 'number_not_allowed'],
		]);
		expect(task.hints?.[0]?.message).toBe(
			'2 of 5 items in 1 batch. 1 skipped (number blocked). 1 skipped (number not allowed). 1 skipped (same number as item 0).',
		);
	});

	it('check calling hours at the time at which the batch starts', async () => {
		const monday = Date.UTC(new Date(quickTime.now()).getUTCFullYear() + 1, 0, 1);
		const day = new Date(monday).getUTCDay();
		const noon = monday + ((8 - day) % 7) * 86_400_000 + 43_200_000;
		const rows = [noon, noon + 43_200_000].map((at, row) => ({
			phone: number(row),
			at: new Date(at).toISOString(),
		}));
		const { items, task } = await batchRows(
			simulator,
			rows,
			{
				callingHours: {
					hours: { from: '09:00', to: '18:00', weekdays: [1], timeZone: 'UTC' },
				},
			},
			{ parameters: { scheduledTime: '={{ $json.at }}' } },
		);
		expect(reasons(items)).toEqual(['created', 'outside_calling_hours']);
		expect(items[0]?.json.scheduled_time_unix).toBe(noon / 1000);
		expect(task.hints?.[0]?.message).toContain('a long batch can run past them');
	});

	it('show a dry run as the request of each batch', async () => {
		const { items } = await batchRows(
			simulator,
			rowsOf(3),
			{ dryRun: true },
			{
				parameters: { callName: '={{ $json.row < 2 ? "A" : "B" }}', output: 'recipients' },
			},
		);
		expect(simulator.requests.filter(({ method }) => method === 'POST')).toEqual([]);
		expect(items.map(itemsOf)).toEqual([[0, 1], [2]]);
		expect(items[0]?.json).toEqual({
			success: false,
			message: 'Dry run: this is the request that would have been sent',
			reason: 'dry_run',
			request: {
				method: 'POST',
				url: `${simulator.url}/v1/convai/batch-calling/submit`,
				body: expect.objectContaining({
					call_name: 'A',
					recipients: [0, 1].map((row) => expect.objectContaining({ phone_number: number(row) })),
				}),
			},
		});
	});
});

describe('bad rows', () => {
	const rows = [
		...rowsOf(2),
		{ phone: 'none', row: 2 },
		{ phone: '', row: 3 },
		...rowsOf(5).slice(4),
	];

	it('stop everything with Stop Workflow', async () => {
		const { error, items } = await batchRows(simulator, rows);
		expect(submits(simulator)).toEqual([]);
		expect(items).toEqual([]);
		expect(error?.message).toBe('Nobody was called: 2 of 5 items need fixing');
		expect(error?.description).toContain("'Continue (using error output)'");
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'are left out with %s',
		async (onError) => {
			const { items, errorItems } = await batchRows(simulator, rows, {}, { onError });
			expect(numbersIn(simulator)).toEqual([[number(0), number(1), number(4)]]);
			const failed = [...items, ...errorItems].filter(({ json }) => json.error !== undefined);
			expect(failed.map(itemsOf)).toEqual([[2], [3]]);
			expect(failed.map(({ json }) => json.details)).toEqual(
				failed.map(() => expect.objectContaining({ call_may_have_been_placed: false })),
			);
			const made = items.filter(({ json }) => json.id !== undefined);
			expect(made.map(itemsOf)).toEqual([[0, 1, 4]]);
			expect(errorItems).toHaveLength(onError === 'continueErrorOutput' ? 2 : 0);
		},
	);

	it('are named if ElevenLabs refuses one of them', async () => {
		simulator.addFault({
			match: { path: '/v1/convai/batch-calling/submit' },
			action: {
				status: 422,
				body: {
					detail: [
						{
							loc: ['body', 'recipients', 1, 'phone_number'],
							msg: `${number(2)} is odd`,
							type: 'x',
						},
					],
				},
			},
		});
		const skipped = { phone: number(0), row: 1 };
		const { error } = await batchRows(simulator, [rowsOf(1)[0]!, skipped, rowsOf(3)[2]!]);
		expect(error?.description).toContain(
			`The batch 'Renewals' with 2 recipients was not created: ElevenLabs did not accept the request (recipients.1.phone_number (item 2): ${masked(2)} is odd)`,
		);
	});
});

it('500 rows, 12 bad, 5 blocked, 3 repeated, 3 at their limit, are all accounted for', async () => {
	await DataDeduplicationService.init(new DeduplicationStore());
	const atLimit = [20, 120, 220];
	for (const row of atLimit) {
		simulator.placeForeignCall({
			agentId: 'agent_simappointments',
			phoneNumberId: 'phnum_simtwilio',
			number: farNumber(row),
			clientData: { user_id: `limited-${row}` },
		});
	}
	const foreign = simulator.calls.length;
	const rows = range(0, 500).map((row) => {
		if (row % 40 === 7 && row < 480) return { phone: 'not a number', row };
		if ([100, 200, 300].includes(row)) return { phone: farNumber(row - 1), row };
		return { phone: farNumber(row), row };
	});
	const blocked = [10, 110, 210, 310, 410].map(farNumber);
	const { items, task } = await batchRows(
		simulator,
		rows,
		{
			blockedNumbers: blocked,
			userId: '={{ "limited-" + $json.row }}',
			contactLimit: { limit: { maxCalls: 1, days: 1, hoursApart: 0 } },
		},
		{ onError: 'continueRegularOutput' },
	);
	const counts = new Map<string, number>();
	for (const item of items) {
		const [kind] = reasons([item]).map((reason) => String(reason).replace(/^'To Number'.*/, 'bad'));
		counts.set(kind ?? '', (counts.get(kind ?? '') ?? 0) + itemsOf(item).length);
	}
	expect(Object.fromEntries(counts)).toEqual({
		created: 477,
		bad: 12,
		number_blocked: 5,
		duplicate: 3,
		contact_limit: 3,
	});
	expect(items.flatMap(itemsOf).sort((a, b) => Number(a) - Number(b))).toEqual(range(0, 500));
	expect(submits(simulator)).toHaveLength(1);
	expect(task.hints?.[0]?.message).toMatch(
		/^477 of 500 items in 1 batch\. (\d+ skipped .*)+12 could not be added\./,
	);
	quickTime.advance(24 * 3_600_000);
	const rung = simulator.callCounts();
	expect(Object.values(rung).filter((times) => times !== 1)).toEqual([]);
	expect(Object.keys(rung)).toHaveLength(477);
	expect(foreign).toBe(0);
});

describe('a single call at a later time', () => {
	it('is a batch of one', async () => {
		await batchRows(simulator, rowsOf(1), {}, { parameters: { scheduledTime: inOneHour() } });
		expect(simulator.callsTo(number(0))).toBe(0);
		quickTime.advance(3_600_000);
		expect(simulator.callsTo(number(0))).toBe(1);
	});
});

it('says that somebody must accept the terms first', async () => {
	simulator.batchAgreementAccepted = false;
	try {
		const { error } = await batchRows(simulator, rowsOf(2));
		expect(error?.description).toMatch(/accept the terms of batch calling/);
		expect(simulator.batches).toEqual([]);
	} finally {
		simulator.batchAgreementAccepted = true;
	}
});

describe('waiting for completion', () => {
	const waits = { waitForCompletion: true, maxWaitMinutes: 60 };
	const rows = [ANSWERED, BUSY, VOICEMAIL].map((phone) => ({ phone }));

	it('adds how the batch ended, with counts', async () => {
		const { items, error } = await batchRows(simulator, rows, {}, { parameters: waits });
		expect(error).toBeUndefined();
		expect(items.map(itemsOf)).toEqual([[0, 1, 2]]);
		expect(items[0]?.json).toMatchObject({
			id: simulator.batches[0]?.id,
			status: 'completed',
			total_calls_finished: 3,
			counts: { completed: 1, failed: 1, voicemail: 1, pending: 0 },
			timed_out: false,
		});
		expect(items[0]?.json).not.toHaveProperty('recipients');
	});

	it('gives the status and the conversation of each recipient', async () => {
		const { items } = await batchRows(
			simulator,
			rows,
			{},
			{ parameters: { ...waits, output: 'recipients' } },
		);
		expect(items.map(({ json }) => [json.phone_number, json.status, json.timed_out])).toEqual([
			[ANSWERED, 'completed', false],
			[BUSY, 'failed', false],
			[VOICEMAIL, 'voicemail', false],
		]);
		expect(items.map(({ json }) => json.conversation_id)).toEqual(
			simulator.calls.map(({ conversationId }) => conversationId),
		);
	});

	it('ends in time, and says so', async () => {
		const { items } = await batchRows(
			simulator,
			[{ phone: NEVER_ENDS }],
			{},
			{ parameters: { ...waits, maxWaitMinutes: 2 } },
		);
		expect(items[0]?.json).toMatchObject({ status: 'in_progress', timed_out: true });
	});

	it('counts from the scheduled time', async () => {
		const { items } = await batchRows(
			simulator,
			[{ phone: ANSWERED }, { phone: NEVER_ENDS }],
			{},
			{
				parameters: {
					...waits,
					maxWaitMinutes: 5,
					callName: '={{ $json.phone }}',
					scheduledTime: inOneHour(),
				},
			},
		);
		expect(items.map(({ json }) => [json.status, json.timed_out])).toEqual([
			['completed', false],
			['in_progress', true],
		]);
	});

	it('follows batches of an earlier try, too', async () => {
		simulator.addFault({
			match: { path: '/v1/convai/batch-calling/submit', nth: 2 },
			action: { status: 422 },
		});
		const { items } = await batchRows(
			simulator,
			rows,
			{},
			{ parameters: { ...waits, callName: '={{ $json.phone }}' }, retryOnFail: true },
		);
		expect(submits(simulator)).toHaveLength(4);
		expect(items.map(({ json }) => json.status)).toEqual(['completed', 'completed', 'completed']);
	});
});
