import type { IExecuteFunctions } from 'n8n-workflow';
import { executionClock } from '../../../nodes/ElevenLabsCalls/executionClock';

const clockOf = (signal?: AbortSignal) =>
	executionClock({
		getExecutionCancelSignal: () => signal,
		getExecutionId: () => '1',
		getMode: () => 'trigger',
	} as unknown as IExecuteFunctions);

describe('the clock of an execution', () => {
	beforeEach(() => jest.useFakeTimers({ now: 5_000 }));
	afterEach(() => jest.useRealTimers());

	it("is the system's time", () => {
		const clock = clockOf();
		expect(clock.now()).toBe(5_000);
		jest.advanceTimersByTime(700);
		expect(clock.now()).toBe(5_700);
	});

	it.each([
		['that can’t be cancelled', undefined],
		['that is not cancelled', new AbortController().signal],
	])('waits as long as asked in an execution %s', async (_, signal) => {
		const clock = clockOf(signal);
		const ended = jest.fn();
		const wait = clock.wait(1_000).then(ended);
		await jest.advanceTimersByTimeAsync(999);
		expect(ended).not.toHaveBeenCalled();
		await jest.advanceTimersByTimeAsync(1);
		await wait;
		expect(ended).toHaveBeenCalledTimes(1);
		expect(clock.isCancelled()).toBe(false);
	});

	it('ends all waits at once when the execution is canceled', async () => {
		const controller = new AbortController();
		const clock = clockOf(controller.signal);
		const waits = Promise.all([clock.wait(1_000), clock.wait(60_000)]);
		controller.abort();
		await waits;
		expect(clock.now()).toBe(5_000);
		expect(clock.isCancelled()).toBe(true);
	});

	it('listens to the cancellation of an execution once, however often it is made', async () => {
		const controller = new AbortController();
		const listen = jest.spyOn(controller.signal, 'addEventListener');
		const clocks = Array.from({ length: 50 }, () => clockOf(controller.signal));
		expect(listen).toHaveBeenCalledTimes(1);
		controller.abort();
		await Promise.all(clocks.map(async ({ cancelled }) => await cancelled));
	});

	it.each([
		['before', true],
		['after', false],
	])('does not wait if it was canceled %s it began', async (_, isBefore) => {
		const controller = new AbortController();
		if (isBefore) controller.abort();
		const clock = clockOf(controller.signal);
		controller.abort();
		await clock.wait(60_000);
		expect(clock.now()).toBe(5_000);
		expect(clock.isCancelled()).toBe(true);
	});
});

describe('an execution that was stopped where no signal comes from', () => {
	beforeEach(() => jest.useFakeTimers({ now: 5_000 }));
	afterEach(() => jest.useRealTimers());

	/** What n8n's database says of the execution. */
	function clockWith(look: () => Promise<unknown>, id: string | undefined = '7') {
		const getExecutionDataById = jest.fn(look);
		const clock = executionClock({
			getExecutionCancelSignal: () => undefined,
			getExecutionId: () => id,
			getMode: () => 'trigger',
			getExecutionDataById,
		} as unknown as IExecuteFunctions);
		return { clock, getExecutionDataById };
	}

	const running = { resultData: { runData: {} } };
	const stopped = { resultData: { runData: {}, error: { message: 'cancelled' } } };

	it('is cancelled once its data have an error', async () => {
		let data = running;
		const { clock, getExecutionDataById } = clockWith(async () => data);
		jest.advanceTimersByTime(1_000);
		await clock.lookForStop();
		expect(getExecutionDataById.mock.calls).toEqual([['7']]);
		expect(clock.isCancelled()).toBe(false);
		data = stopped;
		jest.advanceTimersByTime(1_000);
		await clock.lookForStop();
		expect(clock.isCancelled()).toBe(true);
		await clock.cancelled;
	});

	it('is found out after each wait, and ends the waits that are left', async () => {
		const { clock } = clockWith(async () => stopped);
		const long = clock.wait(60_000);
		const short = clock.wait(2_000);
		await jest.advanceTimersByTimeAsync(2_000);
		await short;
		await long;
		expect(clock.now()).toBe(7_000);
	});

	it('is looked for at most once a second, together, and at once', async () => {
		const { clock, getExecutionDataById } = clockWith(async () => running);
		const lookOften = async () =>
			await Promise.all(Array.from({ length: 20 }, async () => await clock.lookForStop()));
		await lookOften();
		await lookOften();
		expect(getExecutionDataById).toHaveBeenCalledTimes(1);
		jest.advanceTimersByTime(1_000);
		await lookOften();
		expect(getExecutionDataById).toHaveBeenCalledTimes(2);
	});

	it('is found out for all nodes of the execution, in loops and retries, too', async () => {
		const { signal } = new AbortController();
		const context = {
			getExecutionCancelSignal: () => signal,
			getExecutionId: () => '7',
			getMode: () => 'trigger',
			getExecutionDataById: async () => stopped,
		} as unknown as IExecuteFunctions;
		await executionClock(context).lookForStop();
		expect(executionClock(context).isCancelled()).toBe(true);
	});

	const begunWith = (executionId: string, mode: string, data: () => unknown) =>
		executionClock({
			getExecutionCancelSignal: () => undefined,
			getExecutionId: () => '7',
			getMode: () => mode,
			getExecutionDataById: async () => data(),
			runExecutionData: stopOf(executionId),
		} as unknown as IExecuteFunctions);
	const stopOf = (executionId: string) => ({
		resultData: { runData: {}, error: { message: 'cancelled', extra: { executionId } } },
	});

	it('is not taken for stopped because it retries a canceled execution', async () => {
		let stoppedId = '6';
		const clock = begunWith('6', 'retry', () => stopOf(stoppedId));
		await clock.lookForStop();
		expect(clock.isCancelled()).toBe(false);
		stoppedId = '7';
		jest.advanceTimersByTime(1_000);
		await clock.lookForStop();
		expect(clock.isCancelled()).toBe(true);
	});

	it.each(['webhook', 'retry'])(
		'calls nobody if it was stopped in the queue, in mode %s',
		async (mode) => {
			const clock = begunWith('7', mode, () => stopOf('7'));
			await clock.lookForStop();
			expect(clock.isCancelled()).toBe(true);
		},
	);

	it('does not keep a canceled execution waiting if the database does not answer', async () => {
		const controller = new AbortController();
		const clock = executionClock({
			getExecutionCancelSignal: () => controller.signal,
			getExecutionId: () => '7',
			getMode: () => 'trigger',
			getExecutionDataById: async () => await new Promise(() => {}),
		} as unknown as IExecuteFunctions);
		const waiting = clock.wait(60_000);
		controller.abort();
		await waiting;
		expect(clock.isCancelled()).toBe(true);
	});

	it('is looked for more seldom if that takes long', async () => {
		const { clock, getExecutionDataById } = clockWith(async () => {
			jest.advanceTimersByTime(200);
			return running;
		});
		jest.advanceTimersByTime(1_000);
		await clock.lookForStop();
		jest.advanceTimersByTime(9_999);
		await clock.lookForStop();
		expect(getExecutionDataById).toHaveBeenCalledTimes(1);
		jest.advanceTimersByTime(1);
		await clock.lookForStop();
		expect(getExecutionDataById).toHaveBeenCalledTimes(2);
	});

	it('is looked for at least every 30 seconds, however long that takes', async () => {
		const { clock, getExecutionDataById } = clockWith(async () => {
			jest.advanceTimersByTime(5_000);
			return running;
		});
		await clock.lookForStop();
		jest.advanceTimersByTime(29_999);
		await clock.lookForStop();
		expect(getExecutionDataById).toHaveBeenCalledTimes(1);
		jest.advanceTimersByTime(1);
		await clock.lookForStop();
		expect(getExecutionDataById).toHaveBeenCalledTimes(2);
	});

	it('is not looked for outside of any execution', async () => {
		const { clock, getExecutionDataById } = clockWith(async () => stopped, '');
		jest.advanceTimersByTime(1_000);
		await clock.lookForStop();
		expect(getExecutionDataById).not.toHaveBeenCalled();
		expect(clock.isCancelled()).toBe(false);
	});

	it.each([
		['can’t say', async () => await Promise.reject(new Error('no database'))],
		['has deleted it', async () => undefined],
	])('goes on if n8n %s', async (_, look) => {
		const { clock } = clockWith(look);
		jest.advanceTimersByTime(1_000);
		await clock.lookForStop();
		expect(clock.isCancelled()).toBe(false);
	});
});
