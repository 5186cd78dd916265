import type { CredentialToImport, N8nInstance } from '../n8n/instance';
import type { RemoteSimulator } from '../simulator/remote';
import type { Contestant } from './contestants';
import { measureRun, type Figures } from './measuredRun';
import { median } from './median';
import { phonesFor, workflowFor } from './workflow';

/** The same task for several nodes. */
export interface Scenario {
	items: number;
	/** How long the simulator takes to answer a dial. */
	latencyMs: number;
	contestants: Contestant[];
}

/** What all measured runs of one contestant come to. */
export interface Result extends Figures {
	name: string;
	fastest: number;
	slowest: number;
}

export interface Bench {
	n8n: N8nInstance;
	simulator: RemoteSimulator;
	credential: CredentialToImport;
	/** Measured rounds; one more before them is not counted. */
	rounds: number;
	log(line: string): void;
}

/**
 * Lets everyone do the task once per round. The order rotates, so that whatever favours the first or
 * the last one favours each of them in turn.
 */
export async function runScenario(
	{ n8n, simulator, credential, rounds, log }: Bench,
	{ items, latencyMs, contestants }: Scenario,
): Promise<Result[]> {
	await simulator.change({ latencyMs });
	const phones = phonesFor(items);
	const entries: Array<{ name: string; workflowId: string; runs: Figures[] }> = [];
	for (const contestant of contestants) {
		const workflowId = await n8n.saveWorkflow(workflowFor(contestant, phones, credential));
		entries.push({ name: contestant.name, workflowId, runs: [] });
	}

	for (let round = 0; round <= rounds; round++) {
		const first = round % entries.length;
		for (const entry of [...entries.slice(first), ...entries.slice(0, first)]) {
			const figures = await measureRun(n8n, simulator, entry.workflowId, phones);
			if (round > 0) entry.runs.push(figures);
			const label = round > 0 ? `round ${round} of ${rounds}` : 'warm-up';
			log(`  ${label}: ${entry.name}, ${Math.round(figures.milliseconds)} ms`);
		}
	}
	return entries.map(({ name, runs }) => ({ name, ...summary(runs) }));
}

/** Times: the median. Counts: the worst of all runs, so that one bad run is not hidden. */
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
	};
}
