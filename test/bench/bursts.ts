/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs on a developer's machine only */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INode } from 'n8n-workflow';
import type { CredentialToImport, N8nInstance } from '../n8n/instance';
import { signWebhook } from '../simulator/simulator';
import type { Database } from './database';
import { median } from './median';

/** Many deliveries at once. */
export interface BurstFigures {
	name: string;
	/** Until all requests were answered; the median. */
	answeredMs: number;
	/** Until all executions had ended; the median. */
	endedMs: number;
	/** CPU time of all n8n processes for each delivery, the median; NaN if the system doesn't tell. */
	cpuMs: number;
	/** Executions that succeeded, of all rounds. */
	executions: number;
}

export interface BurstDeployment {
	n8n: N8nInstance;
	/** Where webhooks are taken; each takes its turn. */
	webhookUrls: string[];
	/** Of all n8n processes. */
	pids: number[];
	database: Database;
}

interface Receiver {
	name: string;
	trigger: INode;
	/** The path of its webhook. */
	path: string;
}

export const WEBHOOK_SECRET = 'wsec_bench';
const HEADER = 'x-bench-secret';

/** For a Webhook node that checks its sender. */
export const HEADER_CREDENTIAL: CredentialToImport = {
	id: 'benchHeader',
	name: 'Header',
	type: 'httpHeaderAuth',
	data: { name: HEADER, value: WEBHOOK_SECRET },
};

const WARM_UPS = 40;
const ENDS_MS = 120_000;

/** Sends signed events to our trigger and to others, in turn. */
export async function measureBursts(
	{ n8n, webhookUrls, pids, database }: BurstDeployment,
	credential: CredentialToImport,
	{ deliveries, atOnce, rounds }: { deliveries: number; atOnce: number; rounds: number },
	log: (line: string) => void,
): Promise<BurstFigures[]> {
	const entries: Array<{ name: string; path: string; id: string; bursts: Burst[] }> = [];
	for (const { name, trigger, path } of receivers(credential)) {
		const id = await n8n.saveWorkflow({
			name,
			nodes: [trigger, node('Done', 'n8n-nodes-base.noOp', 1, {})],
			connections: {
				[trigger.name]: { main: [[{ node: 'Done', type: 'main', index: 0 }]] },
			},
			settings: { executionOrder: 'v1' },
		});
		await n8n.activateWorkflow(id);
		entries.push({ name, path, id, bursts: [] });
	}
	for (let round = 0; round <= rounds; round++) {
		const first = round % entries.length;
		for (const { name, path, id, bursts } of [
			...entries.slice(first),
			...entries.slice(0, first),
		]) {
			const burst = await sendBurst(
				webhookUrls.map((url) => `${url}/webhook/${path}`),
				{ database, workflowId: id, pids, deliveries: round === 0 ? WARM_UPS : deliveries, atOnce },
			);
			// The first round warms up.
			if (round > 0) bursts.push(burst);
			log(
				`  ${round === 0 ? 'warm-up' : `round ${round}`}: ${name}, answered ${Math.round(burst.answeredMs)} ms, ended ${Math.round(burst.endedMs)} ms, CPU ${burst.cpuMs.toFixed(1)} ms each`,
			);
		}
	}
	for (const { id } of entries) await n8n.deactivateWorkflow(id);
	return entries.map(({ name, bursts }) => ({
		name,
		answeredMs: median(bursts.map(({ answeredMs }) => answeredMs)),
		endedMs: median(bursts.map(({ endedMs }) => endedMs)),
		cpuMs: median(bursts.map(({ cpuMs }) => cpuMs)),
		executions: bursts.reduce((sum, { executions }) => sum + executions, 0),
	}));
}

interface Burst {
	answeredMs: number;
	endedMs: number;
	cpuMs: number;
	executions: number;
}

async function sendBurst(
	urls: string[],
	{
		database: { query },
		workflowId,
		pids,
		deliveries,
		atOnce,
	}: { database: Database; workflowId: string; pids: number[]; deliveries: number; atOnce: number },
): Promise<Burst> {
	const ofWorkflow = `FROM execution_entity WHERE "workflowId" = '${workflowId}'`;
	const count = async (more: string) =>
		Number((await query(`SELECT count(*) ${ofWorkflow} ${more}`))[0]);
	const before = await count('');
	const requests = Array.from({ length: deliveries }, () => signedRequest());

	const cpuBefore = cpuMsOf(pids);
	const start = Date.now();
	let next = 0;
	const lane = async () => {
		while (next < requests.length) {
			const place = next++;
			const response = await fetch(urls[place % urls.length] ?? '', requests[place]);
			await response.text();
			if (!response.ok) throw new Error(`A delivery was answered with ${response.status}`);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, lane));
	const answeredMs = Date.now() - start;

	const ended = `AND "stoppedAt" IS NOT NULL`;
	for (const deadline = Date.now() + ENDS_MS; ; await sleep(500)) {
		if ((await count(ended)) >= before + deliveries) break;
		if (Date.now() > deadline) throw new Error('Not all executions ended');
	}
	const cpuMs = (cpuMsOf(pids) - cpuBefore) / deliveries;
	const [last = ''] = await query(`SELECT max("stoppedAt") ${ofWorkflow}`);
	const executions = (await count(`${ended} AND status = 'success'`)) - before;
	return { answeredMs, endedMs: atUtc(last) - start, cpuMs, executions };
}

/** Only Linux tells, in hundredths of a second (proc_pid_stat(5)). */
function cpuMsOf(pids: number[]): number {
	if (!existsSync('/proc/self/stat')) return NaN;
	const ticks = pids.map((pid) => {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const [user, system] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14);
		return Number(user) + Number(system);
	});
	return ticks.reduce((sum, each) => sum + each, 0) * 10;
}

/** n8n keeps UTC; the databases write it in several ways. */
function atUtc(time: string): number {
	const text = time.replace(' ', 'T').replace(/(?:Z|\+00(?::?00)?)$/, '');
	return Date.parse(`${text}Z`);
}

/** An event that no other request has. */
function signedRequest(): RequestInit {
	const body = JSON.stringify({
		type: 'post_call_transcription',
		event_timestamp: 1_794_400_000,
		data: {
			conversation_id: `conv_${randomUUID()}`,
			agent_id: 'agent_simlocked',
			status: 'done',
			transcript: Array.from({ length: 20 }, (_, turn) => ({
				role: turn % 2 === 0 ? 'agent' : 'user',
				message: 'Thank you for calling, how can I help you today?',
				time_in_call_secs: turn,
			})),
		},
	});
	return {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			'elevenlabs-signature': signWebhook(WEBHOOK_SECRET, body, Math.floor(Date.now() / 1_000)),
			[HEADER]: WEBHOOK_SECRET,
		},
		body,
	};
}

/** The last one is what the others are compared with. */
function receivers(credential: CredentialToImport): Receiver[] {
	const webhook = (path: string, authentication: string) =>
		node('Trigger', 'n8n-nodes-base.webhook', 2, {
			httpMethod: 'POST',
			path,
			authentication,
			responseMode: 'onReceived',
			options: {},
		});
	return [
		receiver('ElevenLabs Calls Trigger', 'webhook', () => ({
			...node('Trigger', 'n8n-nodes-elevenlabs-calls.elevenLabsCallsTrigger', 1.1, {
				registration: 'manual',
			}),
			credentials: using(credential),
		})),
		receiver('bare trigger', 'webhook', () =>
			node('Trigger', 'n8n-nodes-bench-floor.floorTrigger', 1, {}),
		),
		receiver('Webhook, Header Auth', undefined, (path) => ({
			...webhook(path, 'headerAuth'),
			credentials: using(HEADER_CREDENTIAL),
		})),
		receiver('Webhook', undefined, (path) => webhook(path, 'none')),
	];
}

/** @param under the part of the path that the node type adds */
function receiver(
	name: string,
	under: string | undefined,
	trigger: (path: string) => INode,
): Receiver {
	const id = randomUUID();
	return {
		name,
		trigger: { ...trigger(id), webhookId: id },
		path: under === undefined ? id : `${id}/${under}`,
	};
}

const using = ({ id, name, type }: CredentialToImport) => ({ [type]: { id, name } });

const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: INode['parameters'],
): INode => ({ id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters });
