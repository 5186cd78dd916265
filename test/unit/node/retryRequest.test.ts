import type { ElevenLabsClient, Exchange } from '../../../nodes/shared/elevenlabs/client';
import { ElevenLabsError } from '../../../nodes/shared/elevenlabs/errors';
import {
	retryOnce,
	retryUnlessCalled,
} from '../../../nodes/ElevenLabsCalls/resources/batchCall/retryRequest';
import { DialedNumbers } from '../../../nodes/shared/calling/dialing/dialedNumbers';
import { RunClock, VirtualTime } from '../../clock/virtualTime';

const RESET: Exchange = { answered: false, code: 'ECONNRESET' };
const answer = (status: number, body: unknown): Exchange => ({ answered: true, status, body });

/** @param shows the retry counts that the batch has, look by look; `null` for a look that fails */
function workspace(exchange: Exchange | Promise<never>, shows: Array<number | null> = []) {
	const asked = { retries: 0, looks: 0 };
	const client = {
		async send() {
			asked.retries += 1;
			return await exchange;
		},
		async read() {
			const retry_count = shows[Math.min(asked.looks, shows.length - 1)] ?? null;
			asked.looks += 1;
			if (retry_count === null) throw new ElevenLabsError({ message: 'HTTP 502', advice: '' });
			return { id: 'btcal_1', retry_count, recipients: [{ status: 'pending' }] };
		},
	} as unknown as ElevenLabsClient;
	return { client, asked };
}

async function retried(client: ElevenLabsClient, cancelAfter?: number) {
	const time = new VirtualTime();
	const clock = new RunClock(time);
	if (cancelAfter !== undefined) time.at(time.now() + cancelAfter, () => clock.cancel());
	const batch = { id: 'btcal_1', name: 'Renewals' };
	const plan = { calledAgain: 3, retryCount: 1, numbers: [], whyNotAt: () => undefined };
	return await time.until(retryOnce(client, { batch, ...plan }, clock));
}

it("returns ElevenLabs' answer, with how many are called again", async () => {
	const { client, asked } = workspace(answer(200, { id: 'btcal_1', retry_count: 2 }));
	expect(await retried(client)).toMatchObject({
		kind: 'placed',
		answer: { id: 'btcal_1', retry_count: 2, recipients_called_again: 3 },
	});
	expect(asked).toEqual({ retries: 1, looks: 0 });
});

it.each([
	['a reset', RESET],
	['a timeout', { answered: false, code: 'ETIMEDOUT' } as const],
	['a server error', answer(502, '<html>')],
	['an answer without an ID', answer(200, {})],
	['a page of a proxy', answer(200, '<html>')],
	['a redirect', answer(302, '')],
])('looks whether it was retried after %s', async (_, exchange) => {
	const { client, asked } = workspace(exchange, [null, 1, 2]);
	const outcome = await retried(client);
	expect(outcome).toMatchObject({
		kind: 'placed',
		foundAgain: true,
		answer: { id: 'btcal_1', retry_count: 2, recipients_called_again: 3 },
	});
	expect(outcome).not.toHaveProperty('answer.recipients');
	expect(asked).toEqual({ retries: 1, looks: 3 });
});

it.each([
	['the batch does not show it', [1]],
	['the batch can not be read', [null]],
])('is uncertain if %s', async (_, shows) => {
	const { client, asked } = workspace(RESET, shows);
	expect(await retried(client)).toMatchObject({
		kind: 'uncertain',
		failure: {
			message: expect.stringMatching(/^The batch 'Renewals' may have been retried: .*ECONNRESET/),
			advice: expect.stringContaining('does not retry it again'),
		},
	});
	expect(asked.retries).toBe(1);
});

it.each([
	[400, 'invalid_batch_call_status'],
	[404, 'document_not_found'],
	[429, 'rate_limit_exceeded'],
	[403, 'detected_unusual_activity'],
])('has failed with HTTP %d, and nobody looks', async (status, code) => {
	const { client, asked } = workspace(answer(status, { detail: { code, message: 'No.' } }));
	expect(await retried(client)).toMatchObject({
		kind: 'failed',
		failure: { message: expect.stringContaining("The batch 'Renewals' was not retried"), status },
	});
	expect(asked).toEqual({ retries: 1, looks: 0 });
});

it('is uncertain as soon as the run is canceled', async () => {
	const { client, asked } = workspace(new Promise<never>(() => {}));
	expect(await retried(client, 5_000)).toMatchObject({
		kind: 'uncertain',
		failure: { message: expect.stringContaining('the execution was stopped') },
	});
	expect(asked).toEqual({ retries: 1, looks: 0 });
});

describe('the recipients of a retry', () => {
	const NUMBERS = ['+12025550101', '+12025550102'];

	async function unlessCalled(exchange: Exchange, dialed: DialedNumbers) {
		const { client, asked } = workspace(exchange, [1]);
		const time = new VirtualTime();
		const plan = { calledAgain: 2, retryCount: 1, numbers: NUMBERS, whyNotAt: () => undefined };
		const retry = { batch: { id: 'btcal_1', name: 'Renewals' }, ...plan };
		const outcome = await time.until(retryUnlessCalled(client, retry, new RunClock(time), dialed));
		return { outcome, asked };
	}

	const DONE = answer(200, { id: 'btcal_1', retry_count: 2 });

	it.each([
		['an AI agent’s tool', true, { kind: 'placed' }],
		['others', false, undefined],
	])('count as called in the execution for %s', async (_, countsPlaced, known) => {
		const dialed = new DialedNumbers({}, countsPlaced);
		expect((await unlessCalled(DONE, dialed)).outcome).toMatchObject({ kind: 'placed' });
		expect(NUMBERS.map((number) => dialed.of(number))).toEqual([known, known]);
	});

	it('may have been called if the answer is lost', async () => {
		const dialed = new DialedNumbers({}, false);
		await unlessCalled(RESET, dialed);
		expect(NUMBERS.map((number) => dialed.of(number)?.kind)).toEqual(['uncertain', 'uncertain']);
	});

	it('were not called if it was refused', async () => {
		const dialed = new DialedNumbers({}, true);
		await unlessCalled(answer(400, {}), dialed);
		expect(NUMBERS.map((number) => dialed.of(number))).toEqual([undefined, undefined]);
	});

	it.each(['placed', 'uncertain'] as const)(
		'are not called again if a call to one of them is %s',
		async (kind) => {
			const dialed = new DialedNumbers({}, true);
			if (kind === 'placed') dialed.placed('+12025550102', 'conv_1');
			else dialed.uncertain('+12025550102');
			const { outcome, asked } = await unlessCalled(DONE, dialed);
			expect(outcome).toMatchObject({
				kind: 'failed',
				failure: { message: expect.stringContaining('1 of 2 recipients') },
			});
			expect(asked.retries).toBe(0);
		},
	);

	it('wait for the dials of other runs to end', async () => {
		const execution = {};
		const other = new DialedNumbers(execution, true);
		await other.begin('+12025550101', new Promise(() => {}));
		const retried = unlessCalled(DONE, new DialedNumbers(execution, true));
		other.placed('+12025550101', 'conv_1');
		expect((await retried).outcome).toMatchObject({ kind: 'failed' });
	});
});
