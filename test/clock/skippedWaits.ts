// A run does not wait: each wait moves its clock instead, and the simulator uses the same clock. A search for an
// uncertain call takes 20 seconds otherwise. Unit tests check how long it waits, and for what (test/unit/calling).
import type { ExecutionClock, executionClock } from '../../nodes/ElevenLabsCalls/executionClock';

jest.mock('../../nodes/ElevenLabsCalls/executionClock', () => {
	const actual = jest.requireActual<{ executionClock: typeof executionClock }>(
		'../../nodes/ElevenLabsCalls/executionClock',
	);
	const { quickTime } = jest.requireActual<typeof import('./quickTime')>('./quickTime');
	return {
		executionClock: (context: Parameters<typeof executionClock>[0]): ExecutionClock => {
			const clock = actual.executionClock(context);
			return {
				...clock,
				now: () => quickTime.now(),
				wait: async (milliseconds) => {
					await clock.wait(0);
					quickTime.advance(milliseconds);
				},
			};
		},
	};
});
