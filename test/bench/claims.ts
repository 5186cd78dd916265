import type { Contestant } from './contestants';
import { outboundCall } from './contestants';
import type { Database } from './database';
import { forgetKeys, keepInOneRow, keepInRows } from './keptKeys';
import { measureRun } from './measuredRun';
import { median } from './median';
import type { Bench } from './scenario';
import { phonesFor, workflowFor } from './workflow';

/** What a Deduplication Key costs each call. */
export interface ClaimFigures {
	name: string;
	/** Of the whole run; the median. */
	milliseconds: number;
	/** Compared with the same calls without a key. */
	addedMsPerCall: number;
	/** Had the run done nothing else. */
	claimsPerSecond: number;
}

interface Way {
	contestant: Contestant;
	/** Puts into the database what was claimed before. */
	keep(database: Database, workflowId: string, keys: number): Promise<void>;
}

/** No run uses a key of another one. */
const KEY = '={{ $execution.id }} {{ $json.phone }}';

const withKey = (name: string, type = outboundCall().type): Contestant => {
	const { typeVersion, parameters } = outboundCall();
	return {
		name,
		type,
		typeVersion,
		parameters: { ...parameters, options: { deduplicationKey: KEY } },
	};
};

const WAYS: Way[] = [
	{ contestant: { ...outboundCall(), name: 'no key' }, keep: async () => {} },
	{
		contestant: withKey('one row (0.1.0)', 'n8n-nodes-bench-floor.oneRowCalls'),
		keep: keepInOneRow,
	},
	{ contestant: withKey('row per key'), keep: keepInRows },
	{
		contestant: withKey('row per key, and keys of 0.1.0'),
		keep: async (database, workflowId, keys) => {
			await keepInOneRow(database, workflowId, keys);
			await keepInRows(database, workflowId, keys);
		},
	},
];

/**
 * Makes the same calls in each way of keeping keys, in turn, and each time with this many keys kept
 * before.
 */
export async function measureClaims(
	{ n8n, simulator, credential, log }: Bench,
	database: Database,
	{
		items,
		kept,
		warmUps,
		rounds,
	}: { items: number; kept: number; warmUps: number; rounds: number },
): Promise<ClaimFigures[]> {
	await simulator.change({ latencyMs: 0 });
	const phones = phonesFor(items);
	const entries: Array<Way & { workflowId: string; times: number[] }> = [];
	for (const way of WAYS) {
		const workflowId = await n8n.saveWorkflow(workflowFor(way.contestant, phones, credential));
		entries.push({ ...way, workflowId, times: [] });
	}
	for (let round = 1 - warmUps; round <= rounds; round++) {
		for (const { contestant, keep, workflowId, times } of entries) {
			await keep(database, workflowId, kept);
			const figures = await measureRun(n8n, simulator, workflowId, phones);
			await forgetKeys(database, workflowId);
			if (figures.calls !== items) {
				throw new Error(`${contestant.name}: ${figures.calls} of ${items} were called`);
			}
			if (round > 0) times.push(figures.milliseconds);
			log(
				`  ${round <= 0 ? 'warm-up' : `round ${round}`}: ${contestant.name}, ${Math.round(figures.milliseconds)} ms`,
			);
		}
	}
	const [base = NaN] = entries.map(({ times }) => median(times));
	return entries.map(({ contestant: { name }, times }) => {
		const milliseconds = median(times);
		const addedMsPerCall = (milliseconds - base) / items;
		return { name, milliseconds, addedMsPerCall, claimsPerSecond: 1_000 / addedMsPerCall };
	});
}
