import type {
	ExecutionStatus,
	INodeExecutionData,
	IRunData,
	IRunExecutionData,
	ITaskData,
	NodeExecutionHint,
} from 'n8n-workflow';
import { parseFlatted } from './flatted';

/** n8n's errors, as they come out of a stored execution. */
export interface ExecutionFailure {
	name?: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	context?: Record<string, unknown>;
	node?: { name: string; type: string };
}

/** One run of one node. */
export interface NodeRun {
	status: ExecutionStatus | undefined;
	/** Which node's which output the items came from; a trigger has none. */
	input: { node: string; output: number } | undefined;
	/** The items of each main output: `outputs[0]` is the first, with the error output after the regular ones. */
	outputs: INodeExecutionData[][];
	error: ExecutionFailure | undefined;
	hints: NodeExecutionHint[];
	milliseconds: number;
}

/** Every run of every node that ran, by node name. */
export type NodeRuns = Record<string, NodeRun[]>;

export interface ExecutionResult {
	id: string;
	status: ExecutionStatus;
	/** Why the execution as a whole failed. */
	error: ExecutionFailure | undefined;
	lastNodeExecuted: string | undefined;
	runs: NodeRuns;
	/** The output items of a node's last run; none if it did not run. */
	items(nodeName: string, output?: number): INodeExecutionData[];
	milliseconds: number;
	/** The custom data that nodes saved for the execution. */
	customData: Record<string, string>;
}

/** An answer of `GET /rest/executions/<id>`. */
export interface StoredExecution {
	id: string;
	status: ExecutionStatus;
	startedAt: string | null;
	stoppedAt: string | null;
	data: string;
	customData?: Record<string, string>;
}

const ENDED: ExecutionStatus[] = ['success', 'error', 'canceled', 'crashed'];

/** A parked execution counts as ended, unless the caller waits until it really ends. */
export const hasEnded = ({ status }: StoredExecution, throughWaiting: boolean) =>
	ENDED.includes(status) || (status === 'waiting' && !throughWaiting);

export function readExecution(stored: StoredExecution): ExecutionResult {
	const { resultData } = parseFlatted(stored.data) as IRunExecutionData;
	const runs = nodeRunsOf(resultData.runData);
	const started = stored.startedAt ? Date.parse(stored.startedAt) : 0;
	const stopped = stored.stoppedAt ? Date.parse(stored.stoppedAt) : started;
	return {
		id: stored.id,
		status: stored.status,
		error: resultData.error as ExecutionFailure | undefined,
		lastNodeExecuted: resultData.lastNodeExecuted,
		runs,
		items: (nodeName, output = 0) => runs[nodeName]?.at(-1)?.outputs[output] ?? [],
		milliseconds: stopped - started,
		customData: stored.customData ?? {},
	};
}

export function nodeRunsOf(runData: IRunData): NodeRuns {
	return Object.fromEntries(
		Object.entries(runData).map(([name, tasks]) => [name, tasks.map(readRun)]),
	);
}

function readRun(task: ITaskData): NodeRun {
	const source = task.source?.[0];
	return {
		status: task.executionStatus,
		input: source
			? { node: source.previousNode, output: source.previousNodeOutput ?? 0 }
			: undefined,
		outputs: (task.data?.main ?? []).map((items) => items ?? []),
		error: task.error as ExecutionFailure | undefined,
		hints: task.hints ?? [],
		milliseconds: task.executionTime,
	};
}
