import type { WorkflowExecute } from 'n8n-core';
import { DataDeduplicationService } from 'n8n-core';
import type { IWorkflowExecuteAdditionalData } from 'n8n-workflow';
import { batchRows, submits } from './batchCalls';
import { DeduplicationStore } from './deduplicationStore';
import { callRows, dialRequests, rowsOf } from './plainCalls';
import { simulator } from './quickSimulator';

// A stop that only n8n's database knows of, as for a worker in queue mode.

const error = { message: 'The execution was cancelled manually' };

/** Stops the execution as soon as something is true. */
function stoppedWhen(isTrue: () => boolean) {
	return (engine: WorkflowExecute) => {
		const { additionalData } = engine as unknown as {
			additionalData: IWorkflowExecuteAdditionalData;
		};
		additionalData.getRunExecutionData = async () =>
			({ resultData: { runData: {}, ...(isTrue() && { error }) } }) as never;
	};
}

/** Stops the execution after a number of dials, each of which takes a while. */
function stoppedAfter(dials: number, delayMs: number) {
	simulator.addFault({ match: { method: 'POST' }, times: 100, action: { delayMs } });
	return stoppedWhen(() => dialRequests(simulator).length >= dials);
}

it('ends the rounds of a loop, however short each is', async () => {
	const { tasks } = await callRows(
		simulator,
		rowsOf(2),
		{ skipRepeatedNumbers: false, maxInFlight: 1 },
		{ rounds: 15, onStart: stoppedAfter(4, 120), onError: 'continueRegularOutput' },
	);
	expect(tasks).toHaveLength(15);
	// A look a second, and eight dials in one.
	expect(dialRequests(simulator).length).toBeLessThan(14);
});

it('holds when n8n tries the node again', async () => {
	const { error: shown } = await callRows(
		simulator,
		rowsOf(20),
		{ maxInFlight: 1 },
		{ retryOnFail: true, maxTries: 5, onStart: stoppedAfter(4, 300) },
	);
	expect(dialRequests(simulator).length).toBeLessThan(9);
	expect(shown?.description).toContain('Not called: the execution was canceled');
	for (const { conversationId } of simulator.calls) {
		expect(shown?.description).toContain(conversationId);
	}
});

it('holds for a node that begins after it', async () => {
	await callRows(
		simulator,
		rowsOf(20),
		{ maxInFlight: 5 },
		{ onError: 'continueRegularOutput', onStart: stoppedAfter(0, 1) },
	);
	expect(dialRequests(simulator)).toEqual([]);
});

it('creates no batch if it comes while the guards of its rows ask', async () => {
	await DataDeduplicationService.init(new DeduplicationStore());
	const path = '/v1/convai/conversations';
	simulator.addFault({ match: { path }, times: 1_000, action: { delayMs: 60 } });
	const asked = () => simulator.requests.filter((request) => request.path === path).length;
	const { items } = await batchRows(
		simulator,
		rowsOf(400),
		{ contactLimit: { limit: { maxCalls: 1, days: 1, hoursApart: 0 } } },
		{ onError: 'continueRegularOutput', onStart: stoppedWhen(() => asked() >= 20) },
	);
	expect(submits(simulator)).toHaveLength(0);
	// A look a second, and ten questions in less than a tenth of one.
	expect(asked()).toBeLessThan(300);
	expect(items).toHaveLength(400);
	expect(items[0]?.json.error).toBe('Not called: the execution was canceled [item 0]');
});
