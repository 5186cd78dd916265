import { quickTime } from '../clock/quickTime';
import type { Simulator } from '../simulator/simulator';
import { startSimulator } from '../simulator/simulator';

/** The simulator of the test file that imports this, on the clock of the tests. It forgets each test before the next. */
export let simulator: Simulator;

beforeAll(async () => {
	simulator = await startSimulator({ clock: quickTime });
});

beforeEach(() => {
	simulator.reset();
	simulator.conversationVisibleAfterMs = 0;
});

afterAll(async () => await simulator.close());
