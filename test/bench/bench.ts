/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console -- runs on a developer's machine only */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startN8n, type CredentialToImport } from '../n8n/instance';
import { onEnd } from '../n8n/ownedProcesses';
import { packTarball } from '../n8n/packTarball';
import { reportBatches } from './batches';
import { WEBHOOK_SECRET } from './bursts';
import { measureContacts } from './contacts';
import { floor, httpRequest, outboundCall } from './contestants';
import { callLimits, packageLimits } from './limits';
import { measurePackage } from './packageFigures';
import { limitLines, packageTable, resultTable, waitingTable } from './report';
import { reportScaling } from './scaling';
import { runScenario, scenarioName, type Bench, type Result, type Scenario } from './scenario';
import { startSimulatorProcess } from './simulatorProcess';
import { measureWaiting } from './waiting';
import { hundredths, whole } from './wording';

/*
 * npm run bench: compares Outbound Call with the HTTP Request node and the minimum any node must do, in one
 * n8n, with one simulator, in one run. Ends with exit code 1 if a limit on counts does not hold. `--scaling`
 * measures Deduplication Keys and bursts of deliveries instead, and `--batch` batches of calls. `--brief` does
 * less of everything.
 */

const brief = process.argv.includes('--brief');
const ROUNDS = brief ? 1 : 3;
const QUICK_ITEMS = brief ? 200 : 1_000;
const MANY_ITEMS = 10_000;
const SLOW_ITEMS = brief ? 40 : 200;
const LATENCY_MS = 200;
const IN_FLIGHT = 10;
/** Outbound Call's default. */
const DEFAULT_IN_FLIGHT = 4;
const WAITING_CALLS = 1_000;
const BATCH_ROWS = [1_000, 10_000, 100_000];

const log = (line = '') => console.log(line);

/** What to undo at the end, last one first. */
const undo: Array<() => unknown> = [];

async function bench() {
	const { simulator, stop } = await startSimulatorProcess();
	undo.push(stop);
	const credential: CredentialToImport = {
		id: 'bench',
		name: 'Simulator',
		type: 'elevenLabsCallsApi',
		data: {
			apiKey: 'sim-full',
			region: 'custom',
			baseUrl: simulator.url,
			webhookSecret: WEBHOOK_SECRET,
		},
	};
	const folder = temporaryFolder();
	const tarball = await packTarball(folder);
	const tarballs = [tarball, await packTarball(folder, join(__dirname, 'floor'))];
	if (process.argv.includes('--scaling')) {
		return await reportScaling({ simulator, credential, tarballs, brief, log });
	}
	log('Starting n8n with the package installed …');
	const n8n = await startN8n({ tarballs, credentials: [credential], log });
	undo.push(n8n.stop);
	const on: Bench = { n8n, simulator, credential, log };
	if (process.argv.includes('--batch')) {
		const holds = await reportBatches(on, brief ? BATCH_ROWS.slice(0, 2) : BATCH_ROWS);
		if (!holds) process.exitCode = 1;
		return;
	}

	const http = httpRequest(simulator.url);
	const contestants = [
		outboundCall(),
		floor(simulator.url, DEFAULT_IN_FLIGHT),
		http,
		// With an interval of 0 it does not batch at all.
		httpRequest(simulator.url, { size: IN_FLIGHT, interval: 1 }),
	];
	const quick: Scenario = {
		items: QUICK_ITEMS,
		latencyMs: 0,
		inFlight: DEFAULT_IN_FLIGHT,
		contestants,
		warmUps: 1,
		rounds: ROUNDS,
	};
	// Everything is warm by then.
	const many: Scenario = { ...quick, items: MANY_ITEMS, warmUps: 0 };
	const slow: Scenario = {
		items: SLOW_ITEMS,
		latencyMs: LATENCY_MS,
		inFlight: IN_FLIGHT,
		contestants: [
			outboundCall(IN_FLIGHT),
			floor(simulator.url, IN_FLIGHT),
			http,
			httpRequest(simulator.url, { size: IN_FLIGHT, interval: LATENCY_MS }),
		],
		warmUps: 1,
		rounds: ROUNDS,
	};

	const measured: Array<{ scenario: Scenario; results: Result[] }> = [];
	for (const scenario of brief ? [quick, slow] : [quick, slow, many]) {
		log(`Measuring ${scenarioName(scenario)} …`);
		measured.push({ scenario, results: await runScenario(on, scenario) });
	}
	const waiting = await measureWaiting(WAITING_CALLS);
	const contacts = await measureContacts(WAITING_CALLS);
	const packageFigures = await measurePackage(tarball, n8n);

	log(`
Each node places the same calls with the same credential. Time is the node's own time in n8n, the median of
interleaved rounds. Ratio compares it to the floor: a bare loop over n8n's request helper that reads one
parameter per item and checks nothing. Peak MB is the max memory of the n8n process during the run, after a
garbage collection. Less is better, except for paired: the number of items whose answer belongs to their row.
(Without latency, the simulator answers faster than n8n asks, so concurrent means nothing there.)
`);
	for (const { scenario, results } of measured) {
		log(`${scenarioName(scenario)}\n\n${resultTable(results)}\n`);
	}
	log(`Waiting for ${whole(WAITING_CALLS)} calls to end, for five minutes on a virtual clock. All calls start at once, and one in
six never ends. Fewer requests are better, and so is noticing an end sooner.

${waitingTable(waiting)}
`);
	log(`Contact Limit: ${whole(contacts.requests)} requests to ask about ${whole(contacts.rows)} rows with 0 to 4 earlier calls (${hundredths(contacts.requests / contacts.rows)} per row). ${whole(contacts.allowed)} of
them may be called at most 3 times in 7 days.
`);
	log(`The package: what n8n downloads, and loads at startup. Less is better. Each load time is the median of
fresh processes with n8n's own Node, with n8n-workflow already loaded, as in n8n.

${packageTable(packageFigures)}
`);

	const limits = [
		...measured.flatMap(({ scenario, results }) => callLimits(scenario, results)),
		...packageLimits(packageFigures),
	];
	log(
		`Limits (times and memory are for information and never fail this run)\n\n${limitLines(limits)}`,
	);
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
