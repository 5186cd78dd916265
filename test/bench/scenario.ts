import type { CredentialToImport, N8nInstance } from '../n8n/instance';
import type { RemoteSimulator } from '../simulator/remote';
import type { Contestant } from './contestants';
import { measureRun, type Figures } from './measuredRun';
import { median } from './median';
import { megabytes, whole } from './wording';
import { phonesFor, workflowFor } from './workflow';

/** The same task for several nodes. */
export interface Scenario {
	items: number;
	/** How long the simulator takes to answer a dial. */
	latencyMs: number;
	/** How many concurrent requests ours may have. */
	inFlight: number;
	contestants: Contestant[];
	/** Uncounted rounds before the measured ones. */
	warmUps: number;
	rounds: number;
}

export const scenarioName = ({ items, latencyMs, inFlight }: Scenario): string =>
	latencyMs === 0
		? `${whole(items)} items`
		: `${whole(items)} items, ${latencyMs} ms latency, ${inFlight} concurrent`;

/** The figures of all measured runs of one contestant. */
export interface Result extends Figures {
	name: string;
	fastest: number;
	slowest: number;
}

export interface Bench {
	n8n: N8nInstance;
	simulator: RemoteSimulator;
	credential: CredentialToImport;
	log(line: string): void;
}

/**
 * Every contestant does the task once per round. The order rotates, so anything that favors the first or
 * the last one favors each of them in turn.
 */
export async function runScenario(
	{ n8n, simulator, credential, log }: Bench,
	{ items, latencyMs, contestants, warmUps, rounds }: Scenario,
): Promise<Result[]> {
	await simulator.change({ latencyMs });
	const phones = phonesFor(items);
	const entries: Array<{ name: string; workflowId: string; runs: Figures[] }> = [];
	for (const contestant of contestants) {
		const workflowId = await n8n.saveWorkflow(workflowFor(contestant, phones, credential));
		entries.push({ name: contestant.name, workflowId, runs: [] });
	}

	for (let round = 1 - warmUps; round <= rounds; round++) {
		const first = (round + warmUps) % entries.length;
		for (const entry of [...entries.slice(first), ...entries.slice(0, first)]) {
			const figures = await measureRun(n8n, simulator, entry.workflowId, phones);
			if (round > 0) entry.runs.push(figures);
			const label = round > 0 ? `round ${round} of ${rounds}` : 'warm-up';
			log(
				`  ${label}: ${entry.name}, ${whole(figures.milliseconds)} ms, ${megabytes(figures.peakBytes)} MB`,
			);
		}
	}
	return entries.map(({ name, runs }) => ({ name, ...summary(runs) }));
}

/** Times and memory: the median. Counts: the worst of all runs, so that one bad run is not hidden. */
function summary(runs: Figures[]): Omit<Result, 'name'> {
	const all = (key: keyof Figures) => runs.map((run) => run[key]);
	return {
		milliseconds: median(all('milliseconds')),
		fastest: Math.min(...all('milliseconds')),
		slowest: Math.max(...all('milliseconds')),
		requests: Math.max(...all('requests')),
		inFlight: Math.max(...all('inFlight')),
		calls: Math.max(...all('calls')),
		calledAgain: Math.max(...all('calledAgain')),
		items: Math.min(...all('items')),
		paired: Math.min(...all('paired')),
		peakBytes: median(all('peakBytes')),
	};
}
