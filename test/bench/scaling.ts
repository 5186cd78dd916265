import type { CredentialToImport } from '../n8n/instance';
import { startN8n } from '../n8n/instance';
import { startCluster } from '../n8n/queue/cluster';
import type { RemoteSimulator } from '../simulator/remote';
import type { BurstDeployment, BurstFigures } from './bursts';
import { HEADER_CREDENTIAL, measureBursts } from './bursts';
import type { ClaimFigures } from './claims';
import { measureClaims } from './claims';
import { postgresDatabase, sqliteOf } from './database';
import { forgetKeys, keepInRows } from './keptKeys';
import { burstTable, claimTable } from './report';
import { whole } from './wording';

export interface ScalingOptions {
	simulator: RemoteSimulator;
	credential: CredentialToImport;
	tarballs: string[];
	brief: boolean;
	log(line?: string): void;
}

interface ScalingFigures {
	deployment: string;
	claims: Array<{ kept: number; figures: ClaimFigures[] }>;
	bursts: BurstFigures[];
	/** In n8n's database; undefined if it isn't measured. */
	bytesPerKey?: number;
}

const MANY_KEYS = 100_000;
const AT_ONCE = 20;

/** Measures what Deduplication Keys and deliveries cost, in one n8n and in queue mode, and reports it. */
export async function reportScaling(options: ScalingOptions): Promise<void> {
	const { brief, log } = options;
	const measured: ScalingFigures[] = [await inOneN8n(options)];
	if (!brief) measured.push(await inLazyN8n(options), await inQueueMode(options));
	log(`
Deduplication Keys: the same calls without latency, 4 concurrent, with so many keys kept before. Added and claims
per second are compared with the run without a key; ratio compares what is added with one row for all keys of a
node, as version 0.1.0 had (it kept 10,000). Medians of interleaved rounds.
`);
	for (const { deployment, claims } of measured) {
		for (const { kept, figures } of claims) {
			log(`${deployment}, ${whole(kept)} keys kept\n\n${claimTable(figures)}\n`);
		}
	}
	log(`Bursts: signed deliveries, ${AT_ONCE} at once. Ratio compares with n8n's own Webhook node, which checks nothing and
starts the workflow again for a repeated delivery. For this node alone, n8n 2.41 starts
no expression engine; the bare trigger checks nothing either, and shows what that costs every other trigger.
Medians of interleaved rounds.
`);
	for (const { deployment, bursts } of measured) log(`${deployment}\n\n${burstTable(bursts)}\n`);
	for (const { deployment, bytesPerKey } of measured) {
		if (bytesPerKey === undefined) continue;
		log(`${deployment}: ${whole(bytesPerKey)} bytes per key, with ${whole(MANY_KEYS)} keys`);
	}
}

async function inOneN8n({ tarballs, credential, ...options }: ScalingOptions) {
	const { log } = options;
	log('Starting n8n with SQLite …');
	const n8n = await startN8n({
		tarballs,
		credentials: [credential, HEADER_CREDENTIAL],
		log,
	});
	try {
		const deployment = { n8n, webhookUrls: [n8n.url], pids: [n8n.pid], database: sqliteOf(n8n) };
		return await measure('One n8n, SQLite', deployment, { ...options, credential });
	} finally {
		await n8n.stop();
	}
}

/** With n8n's setting that starts the expression engine only for an expression. */
async function inLazyN8n({
	tarballs,
	credential,
	brief,
	log,
}: ScalingOptions): Promise<ScalingFigures> {
	log('Starting n8n with SQLite and a lazy expression engine …');
	const n8n = await startN8n({
		tarballs,
		credentials: [credential, HEADER_CREDENTIAL],
		env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
		log,
	});
	try {
		const deployment = { n8n, webhookUrls: [n8n.url], pids: [n8n.pid], database: sqliteOf(n8n) };
		const bursts = await measureBursts(deployment, credential, burstsOf(brief), log);
		return {
			deployment: 'One n8n, SQLite, N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true',
			claims: [],
			bursts,
		};
	} finally {
		await n8n.stop();
	}
}

const burstsOf = (brief: boolean) => ({
	deliveries: brief ? 100 : 200,
	atOnce: AT_ONCE,
	rounds: roundsOf(brief),
});

const roundsOf = (brief: boolean) => (brief ? 1 : 3);

async function inQueueMode({ tarballs, credential, ...options }: ScalingOptions) {
	const { log } = options;
	log('Starting n8n in queue mode with PostgreSQL, 2 workers and 2 webhook processes …');
	const { main, webhookUrls, pids, postgres, stop } = await startCluster({
		workers: 2,
		webhookProcesses: 2,
		tarballs,
		credentials: [credential, HEADER_CREDENTIAL],
		env: { OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true' },
		log,
	});
	try {
		const deployment = {
			n8n: main,
			webhookUrls,
			pids: pids(),
			database: postgresDatabase(postgres),
		};
		return await measure('Queue mode, PostgreSQL', deployment, { ...options, credential });
	} finally {
		await stop();
	}
}

async function measure(
	name: string,
	deployment: BurstDeployment,
	{ simulator, credential, brief, log }: Omit<ScalingOptions, 'tarballs'>,
): Promise<ScalingFigures> {
	const { n8n, database } = deployment;
	const rounds = roundsOf(brief);
	log(`${name}: bursts …`);
	const bursts = await measureBursts(deployment, credential, burstsOf(brief), log);
	const bytesPerKey = await measureGrowth(deployment);
	const claims: ScalingFigures['claims'] = [];
	for (const kept of brief ? [1_000] : [1_000, MANY_KEYS]) {
		log(`${name}: claims with ${whole(kept)} keys kept …`);
		const on = { n8n, simulator, credential, log };
		const items = brief ? 100 : 200;
		// Everything is warm the second time.
		const warmUps = claims.length === 0 ? 1 : 0;
		const figures = await measureClaims(on, database, { items, kept, warmUps, rounds });
		claims.push({ kept, figures });
	}
	return { deployment: name, claims, bursts, bytesPerKey };
}

async function measureGrowth({ n8n, database }: BurstDeployment): Promise<number> {
	const workflowId = await n8n.saveWorkflow({ name: 'Keeps keys', nodes: [], connections: {} });
	const before = await database.storeBytes();
	await keepInRows(database, workflowId, MANY_KEYS);
	const after = await database.storeBytes();
	await forgetKeys(database, workflowId);
	return (after - before) / MANY_KEYS;
}
