import { movableClock } from './movableClock';

/**
 * The time of an engine test, for the node and for the simulator. It stands still while code runs, however slow
 * the machine is, and is moved by the waits of the node and by the test.
 */
export const quickTime = movableClock(Date.now());
