/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console -- runs on a developer's machine only */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startN8n, type CredentialToImport } from '../n8n/instance';
import { onEnd } from '../n8n/ownedProcesses';
import { packTarball } from '../n8n/packTarball';
import { httpRequest, outboundCall } from './contestants';
import { callLimits, packageLimits, timeLimit } from './limits';
import { measurePackage } from './packageFigures';
import { limitLines, packageTable, resultTable } from './report';
import { runScenario, type Bench, type Result } from './scenario';
import { startSimulatorProcess } from './simulatorProcess';
import { whole } from './wording';

/*
 * npm run bench: Outbound Call beside the HTTP Request node, in one n8n, with one simulator, in one run.
 * `--brief` does less of everything. Ends with exit code 1 where a limit on counts does not hold.
 */

const brief = process.argv.includes('--brief');
const ROUNDS = brief ? 1 : 3;
const QUICK_ITEMS = brief ? 200 : 1_000;
const SLOW_ITEMS = brief ? 40 : 200;
const LATENCY_MS = brief ? 50 : 200;
const IN_FLIGHT = 10;

const log = (line = '') => console.log(line);

/** What is to be undone at the end, last one first. */
const undo: Array<() => unknown> = [];

async function bench() {
	const { simulator, stop } = await startSimulatorProcess();
	undo.push(stop);
	const credential: CredentialToImport = {
		id: 'bench',
		name: 'Simulator',
		type: 'elevenLabsCallsApi',
		data: { apiKey: 'sim-full', region: 'custom', baseUrl: simulator.url },
	};
	const tarball = await packTarball(temporaryFolder());
	log('Starting n8n with the packed tarball …');
	const n8n = await startN8n({ tarballs: [tarball], credentials: [credential], log });
	undo.push(n8n.stop);
	const on: Bench = { n8n, simulator, credential, rounds: ROUNDS, log };

	const http = httpRequest(simulator.url);
	// With an interval of 0 it does not batch at all.
	const batched = httpRequest(simulator.url, { size: IN_FLIGHT, interval: 1 });
	const paced = httpRequest(simulator.url, { size: IN_FLIGHT, interval: LATENCY_MS });
	const quick = {
		items: QUICK_ITEMS,
		latencyMs: 0,
		contestants: [outboundCall(), http, batched],
	};
	const slow = {
		items: SLOW_ITEMS,
		latencyMs: LATENCY_MS,
		contestants: [outboundCall(IN_FLIGHT), http, batched, paced],
	};

	log(`Measuring; warm-up, then ${ROUNDS} round${ROUNDS === 1 ? '' : 's'} in changing order …`);
	const quickResults = await runScenario(on, quick);
	const slowResults = await runScenario(on, slow);
	const packageFigures = await measurePackage(tarball, n8n);

	const [quickOurs, quickHttp] = quickResults as [Result, Result];
	const [slowOurs, slowHttp, , slowPaced] = slowResults as [Result, Result, Result, Result];
	const shortest = Math.ceil(SLOW_ITEMS / IN_FLIGHT) * LATENCY_MS;
	log(`
1. ${whole(QUICK_ITEMS)} items, no latency: what the nodes themselves cost.
   The same body with the same credential; the node's own time in n8n, median of ${ROUNDS}, and its ratio to that
   of HTTP Request with default options. Less time and fewer requests are better; nobody should be called
   again, and every item out should be paired with the row that its answer is about. (The simulator answers
   faster than n8n asks, so that the requests in flight say nothing here.)

${resultTable(quickResults, quickHttp)}

2. ${whole(SLOW_ITEMS)} items, ${LATENCY_MS} ms latency: what keeping to ${IN_FLIGHT} requests in flight takes.
   HTTP Request can't be told a number in flight: it starts everything at once, or a batch per interval
   without waiting for the one before. With ${IN_FLIGHT} in flight nothing can be done in less than ${whole(shortest)} ms
   (Outbound Call: ${(slowOurs.milliseconds / shortest).toFixed(2)} of that), so the node to compare the time with is the last one.

${resultTable(slowResults, slowHttp)}

3. The package: what n8n has to fetch, and to load at its start. Less is better; each load is the median
   of fresh processes with n8n's own Node, and n8n-workflow has been loaded before as n8n has it.

${packageTable(packageFigures)}
`);

	const limits = [
		...callLimits(quick, quickOurs),
		...callLimits(slow, slowOurs),
		timeLimit(quick, quickOurs, quickHttp),
		timeLimit(slow, slowOurs, slowPaced),
		...packageLimits(packageFigures),
	];
	log(`Limits (times are for information and never fail this run)\n\n${limitLines(limits)}`);
	if (limits.some(({ binding, holds }) => binding && !holds)) process.exitCode = 1;
}

function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-elevenlabs-calls-bench-'));
	const remove = () => rmSync(folder, { recursive: true, force: true });
	const forget = onEnd(remove);
	undo.push(() => {
		forget();
		remove();
	});
	return folder;
}

async function main() {
	try {
		await bench();
	} catch (error) {
		console.error(`\n${error instanceof Error ? error.message : String(error)}`);
		process.exitCode = 1;
	}
	for (const action of undo.reverse()) await action();
}

void main();
