import { movableClock } from './movableClock';

/** The time of an engine test, for the node and for the simulator: it runs as time does, and waits are skipped. */
export const quickTime = movableClock();
