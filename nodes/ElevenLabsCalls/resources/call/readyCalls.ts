import type { IExecuteFunctions } from 'n8n-workflow';
import { checkAgainstAgent, wantedLlm } from '../../../shared/calling/recipient/agentCheck';
import { withoutIgnoredOverrides } from '../../../shared/calling/recipient/overridePermissions';
import { buildCallRequest, lostInRequest } from '../../../shared/calling/recipient/callRequest';
import type { Clock } from '../../../shared/clock';
import { mapLimited } from '../../../shared/concurrency';
import type { Failure } from '../../../shared/failure';
import { failureOf } from '../../../shared/failure';
import type { Notice } from '../../../shared/calling/recipient/notice';
import { providerOf } from '../../../shared/calling/recipient/callerNumber';
import type { Result, Problem } from '../../../shared/result';
import { telephonyFor } from '../../../shared/calling/recipient/telephony';
import { readAgent, readLlms } from '../../../shared/elevenlabs/agents';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { OUTBOUND_CALL_PATHS } from '../../../shared/elevenlabs/paths';
import { readPhoneNumbers } from '../../../shared/elevenlabs/phoneNumbers';
import type { Agent, PhoneNumber } from '../../../shared/elevenlabs/schemas';
import { callLabels } from '../../parameters/callLabels';
import { phoneNumberId } from '../../parameters/phoneNumberId';
import type { RunLimits } from '../../parameters/runLimits';
import { TELEPHONY_LABELS } from '../../parameters/telephony';
import { failureOfThrown } from '../../nodeErrors';
import type { GuardedCall } from '../../../shared/calling/guards';
import type { CallWaitSettings } from './callWait';
import type { Recipient } from './recipient';
import { recipientReader } from './recipient';

/** Reads that many agents at once; they are few, as a rule one. */
const AGENTS_AT_ONCE = 4;

/** Rows that are read before other work of n8n gets a turn. */
const ROWS_AT_A_STRETCH = 50;

/** An item that is ready to be called. */
export interface ReadyCall extends GuardedCall, CallWaitSettings {
	endpoint: string;
	limits: RunLimits;
	/** Settings that it goes without. */
	notices: Notice[];
}

export type Outcome<T> = { value: T } | { failure: Failure };

/**
 * Reads and checks every item, before anyone is called: its parameters, the line it is called from,
 * and what its agent allows and needs.
 * @returns for each item the call that is ready to be placed, or why it can't be
 */
export async function prepareCalls(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	clock: Clock,
): Promise<Array<Outcome<ReadyCall>>> {
	// The numbering plans are large: they are loaded by a run, not by n8n's start.
	const { numberingPlans } = await import('../../../shared/calling/recipient/nationalNumber');
	const readItem = recipientReader(context, numberingPlans);
	const rows: Array<Outcome<Recipient>> = [];
	for (const [item] of context.getInputData().entries()) {
		// Lets n8n breathe, and notice that the execution is cancelled, in a run of many rows.
		if (item % ROWS_AT_A_STRETCH === ROWS_AT_A_STRETCH - 1) await clock.wait(0);
		rows.push(readRow(readItem, item));
	}
	const readable = rows.flatMap((row) => ('value' in row ? [row.value] : []));
	const lines = await readLines(client, readable);
	const agents = await readAgents(client, readable);
	const llms = await readOfferedLlms(client, readable);

	return rows.map((row, item) => {
		if ('failure' in row) return row;
		if ('failure' in lines) return lines;
		const agent = agents.get(agentKey(row.value));
		if (agent !== undefined && 'failure' in agent) return agent;
		return checkRow(client.baseUrl, item, row.value, lines.value, agent?.value, llms);
	});
}

function readRow(readItem: (item: number) => Result<Recipient>, item: number): Outcome<Recipient> {
	try {
		const row = readItem(item);
		return row.ok ? { value: row.value } : { failure: failureOf(row.problems) };
	} catch (error) {
		return { failure: failureOfThrown(error) };
	}
}

async function readLines(
	client: ElevenLabsClient,
	rows: Recipient[],
): Promise<Outcome<PhoneNumber[]>> {
	if (rows.length === 0) return { value: [] };
	const ids = new Set(rows.map(({ phoneNumberId }) => phoneNumberId));
	return await outcomeOf(async () => await readPhoneNumbers(client, ids));
}

/** Each agent is read once, on each of its branches that is asked for. */
async function readAgents(
	client: ElevenLabsClient,
	rows: Recipient[],
): Promise<Map<string, Outcome<Agent>>> {
	const wanted = new Map(
		rows.filter(({ checkAgent }) => checkAgent).map((row) => [agentKey(row), row]),
	);
	const outcomes = await mapLimited(
		[...wanted],
		AGENTS_AT_ONCE,
		async ([key, { agentId: id, branchId }]) =>
			[key, await outcomeOf(async () => await readAgent(client, id, branchId))] as const,
	);
	return new Map(outcomes.flatMap((outcome) => (outcome === undefined ? [] : [outcome])));
}

/** @returns undefined where no row needs them, or they can't be read: that is no reason not to call */
async function readOfferedLlms(
	client: ElevenLabsClient,
	rows: Recipient[],
): Promise<string[] | undefined> {
	const areWanted = rows.some(
		({ checkAgent, overrides }) => checkAgent && wantedLlm(overrides) !== undefined,
	);
	if (!areWanted) return undefined;
	const llms = await outcomeOf(async () => await readLlms(client));
	return 'value' in llms && llms.value.length > 0 ? llms.value : undefined;
}

function agentKey({ agentId: id, branchId, checkAgent }: Recipient): string {
	return checkAgent ? JSON.stringify([id, branchId ?? '']) : '';
}

async function outcomeOf<T>(read: () => Promise<T>): Promise<Outcome<T>> {
	try {
		return { value: await read() };
	} catch (error) {
		return { failure: failureOfThrown(error) };
	}
}

/**
 * @param agent undefined where the user turned its check off
 * @param llms those that ElevenLabs offers; undefined where they are not known
 */
function checkRow(
	baseUrl: string,
	item: number,
	row: Recipient,
	lines: PhoneNumber[],
	agent: Agent | undefined,
	llms: string[] | undefined,
): Outcome<ReadyCall> {
	const problems: Problem[] = [];
	const line = providerOf(row.phoneNumberId, lines, phoneNumberId.displayName);
	if (!line.ok) problems.push(...line.problems);
	const labels = callLabels(row.variablesParameter);
	if (agent !== undefined) problems.push(...checkAgainstAgent(row, agent, labels, llms));
	if (!line.ok || problems.length > 0) return { failure: failureOf(problems) };
	const provider = line.value;
	const endpoint = OUTBOUND_CALL_PATHS[provider];
	const telephony = telephonyFor(row.telephony, provider, TELEPHONY_LABELS);
	const effective =
		agent === undefined
			? { overrides: row.overrides, notices: [] }
			: withoutIgnoredOverrides(row.overrides, agent);
	const request = buildCallRequest({
		...row,
		overrides: effective.overrides,
		telephony: telephony.config,
	});
	const lost = lostInRequest(request, labels);
	if (lost.length > 0) return { failure: failureOf(lost) };
	const { guards, limits, wait } = row;
	const url = `${baseUrl}${endpoint}`;
	const notices = [...effective.notices, ...telephony.notices];
	return { value: { item, endpoint, url, request, guards, limits, notices, ...wait } };
}
