/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { n8nEnvironment } from '../environment';
import { freePort } from '../freePort';
import { ensureN8n } from '../install';
import type { N8nInstance, StartOptions } from '../instance';
import { startN8n } from '../instance';
import type { N8nProcess } from '../n8nProcess';
import { startN8nProcess } from '../n8nProcess';
import { onEnd } from '../ownedProcesses';
import { unpackIntoN8n } from '../packTarball';
import type { Postgres } from './postgres';
import { startPostgres } from './postgres';
import { startRedis } from './redis';

export interface ClusterOptions extends Pick<
	StartOptions,
	'tarballs' | 'credentials' | 'workflows' | 'log'
> {
	workers: number;
	webhookProcesses: number;
	/** For all n8n processes. */
	env?: Record<string, string>;
}

/** n8n's queue mode: a main process with the editor, workers that run workflows, processes that take webhooks. */
export interface Cluster {
	main: N8nInstance;
	workers: N8nProcess[];
	/** Base URLs of the webhook processes. */
	webhookUrls: string[];
	/** Process IDs of all n8n processes. */
	pids(): number[];
	postgres: Postgres;
	/** Starts one more worker, e.g. in place of one that was killed. */
	addWorker(): Promise<N8nProcess>;
	/** What all processes printed, for error messages. */
	log(): string;
	stop(): Promise<void>;
}

/**
 * A worker whose job is taken from it is noticed after about 10 seconds and not after 90, as with
 * n8n's defaults.
 */
const SHORT_LOCKS = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

/** Starts PostgreSQL, Redis and n8n in queue mode, each process with a user folder and the packages of its own. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
	const { tarballs = [], log } = options;
	const installation = await ensureN8n({ log });
	/** What is to be stopped, in the order of its start. */
	const started: Array<() => Promise<void>> = [];
	const stop = async () => {
		for (const end of started.reverse()) await end();
	};
	try {
		const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
		started.push(postgres.stop, redis.stop);
		const shared = {
			...postgres.env,
			...redis.env,
			...SHORT_LOCKS,
			EXECUTIONS_MODE: 'queue',
			N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
			...options.env,
		};
		const main = await startN8n({ ...options, installation, env: shared });
		started.push(main.stop);

		const logs = [main.log];
		const pids = [main.pid];
		const startPart = async (command: 'worker' | 'webhook') => {
			const userFolder = mkdtempSync(join(tmpdir(), `n8n-${command}-`));
			const remove = () => rmSync(userFolder, { recursive: true, force: true, maxRetries: 5 });
			const forget = onEnd(remove);
			for (const tarball of tarballs) await unpackIntoN8n(tarball, userFolder);
			const port = await freePort();
			const url = command === 'webhook' ? `http://127.0.0.1:${port}` : undefined;
			const own = n8nEnvironment({
				userFolder,
				installation,
				port,
				brokerPort: await freePort(),
				owner: main.owner,
				ownerPasswordHash: '',
			});
			const env = { ...own, ...shared, N8N_WEBHOOK_URL: `${main.url}/` };
			const part = await startN8nProcess(installation, command, url, env);
			started.push(async () => {
				// A frozen process could not be asked to end.
				part.signal('SIGCONT');
				await part.stop();
				forget();
				remove();
			});
			logs.push(part.log);
			pids.push(part.pid);
			return { part, url };
		};

		const workers = await all(options.workers, async () => (await startPart('worker')).part);
		const webhooks = await all(options.webhookProcesses, async () => await startPart('webhook'));
		return {
			main,
			workers,
			webhookUrls: webhooks.flatMap(({ url }) => url ?? []),
			pids: () => pids,
			postgres,
			async addWorker() {
				const { part } = await startPart('worker');
				workers.push(part);
				return part;
			},
			log: () => logs.map((printed) => printed()).join('\n---\n'),
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

async function all<T>(count: number, start: () => Promise<T>): Promise<T[]> {
	return await Promise.all(Array.from({ length: count }, start));
}
