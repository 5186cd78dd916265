import type { Simulator, SimulatorOptions, TimeOfDay } from '../../simulator/simulator';
import { startSimulator } from '../../simulator/simulator';

/** A fresh simulator for each test of the file, stopped after it. */
export function startedSimulator(options: SimulatorOptions = {}): () => Simulator {
	let simulator: Simulator;
	beforeEach(async () => {
		simulator = await startSimulator(options);
	});
	afterEach(async () => await simulator.close());
	return () => simulator;
}

export const dialBody = (toNumber = '+12025550101', more: object = {}) => ({
	agent_id: 'agent_simlocked',
	agent_phone_number_id: 'phnum_simtwilio',
	to_number: toNumber,
	...more,
});

export interface Sent {
	key?: string;
	method?: string;
	/** Sent as JSON, or as it is when it is a string. */
	body?: unknown;
	contentType?: string;
	signal?: AbortSignal;
}

export async function ask(simulator: Simulator, path: string, sent: Sent = {}): Promise<Response> {
	const { key = 'sim-full', body, contentType = 'application/json', signal } = sent;
	return await fetch(simulator.url + path, {
		method: sent.method ?? (body === undefined ? 'GET' : 'POST'),
		headers: {
			...(key !== '' && { 'xi-api-key': key }),
			...(body !== undefined && { 'content-type': contentType }),
		},
		...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
		...(signal && { signal }),
	});
}

export const dial = async (simulator: Simulator, body: unknown = dialBody(), sent: Sent = {}) =>
	await ask(simulator, '/v1/convai/twilio/outbound-call', { ...sent, body });

/** Status and JSON of an answer, to compare both at once. */
export async function told(response: Response | Promise<Response>) {
	const answer = await response;
	return { status: answer.status, body: (await answer.json()) as unknown };
}

/** A clock that tells when it is read: once as a request arrives, once as a call is placed. */
export function watchedClock(): TimeOfDay & { readTimes(times: number): Promise<void> } {
	let reads = 0;
	const waiting: Array<{ times: number; resolve: () => void }> = [];
	return {
		now() {
			reads += 1;
			waiting.filter(({ times }) => times <= reads).forEach(({ resolve }) => resolve());
			return 1_800_000_000_000 + reads;
		},
		readTimes: (times) =>
			new Promise((resolve) => {
				if (times <= reads) resolve();
				else waiting.push({ times, resolve });
			}),
	};
}
