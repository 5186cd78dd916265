// A run does not wait: its clock is moved instead, and the simulator goes by the same clock. A look for an uncertain
// call takes 20 seconds otherwise. How long is waited, and for what, is tested in test/unit/calling.
import type { executionClock } from '../../nodes/ElevenLabsCalls/executionClock';
import type { Clock } from '../../nodes/shared/clock';

jest.mock('../../nodes/ElevenLabsCalls/executionClock', () => {
	const actual = jest.requireActual<{ executionClock: typeof executionClock }>(
		'../../nodes/ElevenLabsCalls/executionClock',
	);
	const { quickTime } = jest.requireActual<typeof import('./quickTime')>('./quickTime');
	return {
		executionClock: (context: Parameters<typeof executionClock>[0]): Clock => {
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
