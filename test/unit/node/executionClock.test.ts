import type { IExecuteFunctions } from 'n8n-workflow';
import { executionClock } from '../../../nodes/ElevenLabsCalls/executionClock';

const clockOf = (signal?: AbortSignal) =>
	executionClock({ getExecutionCancelSignal: () => signal } as unknown as IExecuteFunctions);

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
