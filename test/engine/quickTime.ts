import { movableClock } from '../simulator/server/clock';

/** The time of a test, for the node and for the simulator: it runs as time does, and waits are skipped. */
export const quickTime = movableClock();
