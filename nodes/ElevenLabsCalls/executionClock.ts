import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { Clock } from '../shared/calling/clock';

/** The clock of an execution: its waits end when the user stops it. */
export function executionClock(context: IExecuteFunctions): Clock {
	const signal = context.getExecutionCancelSignal();
	const cancelled = new Promise<void>((resolve) => {
		if (signal?.aborted) resolve();
		signal?.addEventListener('abort', () => resolve(), { once: true });
	});
	return {
		now: () => Date.now(),
		wait: async (milliseconds) => await Promise.race([sleep(milliseconds), cancelled]),
		isCancelled: () => signal?.aborted ?? false,
	};
}
