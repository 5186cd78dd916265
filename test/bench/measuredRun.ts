import type { INodeExecutionData } from 'n8n-workflow';
import type { N8nInstance } from '../n8n/instance';
import type { RemoteSimulator } from '../simulator/remote';
import { isAlike } from './contestants';
import { MEASURED, METER } from './workflow';

/** What one execution took and did. */
export interface Figures {
	/** The node's execution time, as n8n has it in the run data. */
	milliseconds: number;
	/** Requests of any kind. */
	requests: number;
	/** Max concurrent requests, as the simulator saw them. */
	inFlight: number;
	/** Phones that rang, counted each time. */
	calls: number;
	/** Numbers that were called more than once. */
	calledAgain: number;
	/** Items out. */
	items: number;
	/** Items out whose answer is that of the row they are paired with. */
	paired: number;
	/** Max memory of n8n while the node ran; NaN if the system doesn't know. */
	peakBytes: number;
}

/** 10,000 requests at once take their time. */
const TIMEOUT_MS = 10 * 60_000;

/** Runs a saved workflow once. */
export async function measureRun(
	n8n: N8nInstance,
	simulator: RemoteSimulator,
	workflowId: string,
	phones: string[],
): Promise<Figures> {
	await simulator.reset();
	const execution = await n8n.runWorkflow(workflowId, { timeoutMs: TIMEOUT_MS });
	const run = execution.runs[MEASURED]?.at(-1);
	if (execution.status !== 'success' || !run) {
		throw new Error(
			`Execution ${execution.id} ended as ${execution.status}: ${execution.error?.message ?? ''}`,
		);
	}
	const { requests, maxInFlightOverall, counts } = await simulator.state();
	const calls = await simulator.calls();
	const strange = calls.find(({ body, number }) => !isAlike(body, number));
	if (strange) {
		throw new Error(
			`This is not a like-for-like comparison. A call had ${JSON.stringify(strange.body)}`,
		);
	}

	const numberOf = new Map(calls.map(({ conversationId, number }) => [conversationId, number]));
	const items = run.outputs.flat();
	const isPaired = (item: INodeExecutionData) => {
		const number = numberOf.get(String(item.json.conversation_id));
		return number !== undefined && number === phones[rowOf(item)];
	};
	return {
		milliseconds: run.milliseconds,
		requests,
		inFlight: maxInFlightOverall,
		calls: calls.length,
		calledAgain: Object.values(counts).filter((count) => count > 1).length,
		items: items.length,
		paired: items.filter(isPaired).length,
		peakBytes: Number(execution.items(METER)[0]?.json.peakBytes ?? NaN),
	};
}

function rowOf({ pairedItem }: INodeExecutionData): number {
	const first = Array.isArray(pairedItem) ? pairedItem[0] : pairedItem;
	return typeof first === 'object' ? first.item : (first ?? -1);
}
