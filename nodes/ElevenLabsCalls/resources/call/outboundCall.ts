import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { checkAgainstAgent } from '../../../shared/calling/agentCheck';
import type { CallRequest } from '../../../shared/calling/callRequest';
import { buildCallRequest } from '../../../shared/calling/callRequest';
import type { Clock } from '../../../shared/calling/clock';
import { dialLoop } from '../../../shared/calling/dialLoop';
import type { DialAttempt, DialOutcome } from '../../../shared/calling/dialRun';
import { dialRun } from '../../../shared/calling/dialRun';
import { Pace } from '../../../shared/calling/pace';
import { OVERRIDE_LABELS } from '../../../shared/calling/overrides';
import { chooseEndpoint } from '../../../shared/calling/phoneLine';
import type { NationalNumberReader } from '../../../shared/calling/phoneNumber';
import { maskPhoneNumber } from '../../../shared/calling/phoneNumber';
import type { Problem } from '../../../shared/calling/problem';
import { readTelephony } from '../../../shared/calling/telephony';
import { readAgent } from '../../../shared/elevenlabs/agents';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { readPhoneNumbers } from '../../../shared/elevenlabs/phoneNumbers';
import type { Agent, PhoneNumber } from '../../../shared/elevenlabs/schemas';
import { agentId } from '../../fields/agentId';
import { dynamicVariables } from '../../fields/dynamicVariables';
import { options } from '../../fields/options';
import { overrides } from '../../fields/overrides';
import { phoneNumberId } from '../../fields/phoneNumberId';
import { telephony } from '../../fields/telephony';
import { toNumber } from '../../fields/toNumber';
import type { Failure } from '../../../shared/calling/failure';
import { failureOf } from '../../../shared/calling/failure';
import type { ItemResult } from '../../itemResult';
import { executionClock } from '../../executionClock';
import { failureOfThrown } from '../../nodeErrors';
import { readDialAttempt } from './callResult';
import type { CustomerRow } from './customerRow';
import { readCustomerRow } from './customerRow';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['call'], operation: ['outboundCall'] } },
	[agentId, phoneNumberId, toNumber, ...dynamicVariables, overrides, telephony, options],
);

/** Reads that many agents at once; they are few, as a rule one. */
const AGENTS_IN_FLIGHT = 4;

/** Rows that are read before other work of n8n gets a turn. */
const ROWS_AT_A_STRETCH = 200;

/** An item that is ready to be called. */
interface ReadyCall {
	item: number;
	endpoint: string;
	request: CallRequest;
}

type Outcome<T> = { value: T } | { failure: Failure };

/**
 * Places one call for each item. Every item is read and checked before anyone is called; where the
 * node stops at the first failure, one bad item means that nobody is.
 */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
): Promise<ItemResult[]> {
	const stops = !this.continueOnFail();
	const clock = executionClock(this);
	const prepared = await prepare(this, client, clock);
	const ready = prepared.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []));
	const nobody = stops && ready.length < prepared.length;

	const outcomes = await dialRun<ReadyCall, IDataObject>(nobody ? [] : ready, {
		dial: async (call) => await dial(client, call, clock),
		find: async (lost) => lost.map(() => undefined),
		failureOf: failureOfThrown,
		clock,
		pace: new Pace(clock),
		random: Math.random,
		maxInFlight: readMaxInFlight(this),
		keepTryingMs: 0,
		stops,
	});
	const outcomeOf = new Map(outcomes.map((outcome, place) => [ready[place]?.item, outcome]));
	return prepared.map((outcome, item) =>
		'failure' in outcome ? { item, failure: outcome.failure } : resultOf(item, outcomeOf.get(item)),
	);
}

function resultOf(item: number, outcome: DialOutcome<IDataObject> | undefined): ItemResult {
	if (outcome === undefined || outcome.kind === 'claimed before') return { item, skipped: true };
	return outcome.kind === 'placed'
		? { item, json: outcome.answer }
		: { item, failure: outcome.failure };
}

async function prepare(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	clock: Clock,
): Promise<Array<Outcome<ReadyCall>>> {
	// The numbering plans are large: they are loaded by a run, not by n8n's start.
	const { readNationalNumber } = await import('../../../shared/calling/nationalNumber');
	const rows: Array<Outcome<CustomerRow>> = [];
	for (const [item] of context.getInputData().entries()) {
		// Lets n8n breathe, and notice that the execution is cancelled, in a run of many rows.
		if (item % ROWS_AT_A_STRETCH === ROWS_AT_A_STRETCH - 1) await clock.wait(0);
		rows.push(readRow(context, item, readNationalNumber));
	}
	const readable = rows.flatMap((row) => ('value' in row ? [row.value] : []));
	const lines = await readLines(client, readable);
	const agents = await readAgents(client, readable);

	return rows.map((row, item) => {
		if ('failure' in row) return row;
		if ('failure' in lines) return lines;
		const agent = agents.get(agentKey(row.value));
		if (agent !== undefined && 'failure' in agent) return agent;
		return checkRow(item, row.value, lines.value, agent?.value);
	});
}

function readRow(
	context: IExecuteFunctions,
	item: number,
	readNationalNumber: NationalNumberReader,
): Outcome<CustomerRow> {
	try {
		const row = readCustomerRow(context, item, readNationalNumber);
		return row.ok ? { value: row.value } : { failure: failureOf(row.problems) };
	} catch (error) {
		return { failure: failureOfThrown(error) };
	}
}

async function readLines(
	client: ElevenLabsClient,
	rows: CustomerRow[],
): Promise<Outcome<PhoneNumber[]>> {
	if (rows.length === 0) return { value: [] };
	const ids = new Set(rows.map(({ phoneNumberId }) => phoneNumberId));
	return await outcomeOf(async () => await readPhoneNumbers(client, ids));
}

/** Each agent is read once, on each of its branches that is asked for. */
async function readAgents(
	client: ElevenLabsClient,
	rows: CustomerRow[],
): Promise<Map<string, Outcome<Agent>>> {
	const wanted = new Map(
		rows.filter(({ checkAgent }) => checkAgent).map((row) => [agentKey(row), row]),
	);
	const outcomes = await dialLoop(
		[...wanted],
		async ([key, { agentId: id, branchId }]) =>
			[key, await outcomeOf(async () => await readAgent(client, id, branchId))] as const,
		{ maxInFlight: AGENTS_IN_FLIGHT },
	);
	return new Map(outcomes.flatMap((outcome) => (outcome === undefined ? [] : [outcome])));
}

function agentKey({ agentId: id, branchId, checkAgent }: CustomerRow): string {
	return checkAgent ? JSON.stringify([id, branchId ?? '']) : '';
}

async function outcomeOf<T>(read: () => Promise<T>): Promise<Outcome<T>> {
	try {
		return { value: await read() };
	} catch (error) {
		return { failure: failureOfThrown(error) };
	}
}

/** @param agent undefined where the user turned its check off */
function checkRow(
	item: number,
	row: CustomerRow,
	lines: PhoneNumber[],
	agent: Agent | undefined,
): Outcome<ReadyCall> {
	const problems: Problem[] = [];
	const line = chooseEndpoint(row.phoneNumberId, lines);
	if (!line.ok) problems.push(...line.problems);
	const config = line.ok ? readTelephony(row.telephony, line.value.provider) : undefined;
	if (config?.ok === false) problems.push(...config.problems);
	if (agent !== undefined) {
		const { overrides: wanted, dynamicVariables: variables, customLlmExtraBody } = row;
		problems.push(
			...checkAgainstAgent(
				{
					overrides: wanted,
					variables: Object.keys(variables),
					hasCustomLlmBody: Object.keys(customLlmExtraBody ?? {}).length > 0,
				},
				agent,
				OVERRIDE_LABELS,
			),
		);
	}
	if (!line.ok || !config?.ok || problems.length > 0) return { failure: failureOf(problems) };
	const request = buildCallRequest({ ...row, telephony: config.value });
	return { value: { item, endpoint: line.value.endpoint, request } };
}

async function dial(
	client: ElevenLabsClient,
	{ endpoint, request }: ReadyCall,
	clock: Clock,
): Promise<DialAttempt<IDataObject>> {
	const toNumber = request.to_number;
	try {
		const exchange = await client.send({ method: 'POST', path: endpoint, body: request });
		return readDialAttempt(exchange, toNumber, clock.now());
	} catch (error) {
		// Not a matter of the network, so most likely nothing was sent. Most likely is not enough.
		const { message } = failureOfThrown(error);
		return {
			verdict: 'uncertain',
			failure: {
				message: `The call to ${maskPhoneNumber(toNumber)} may have been placed: ${message}`,
				advice: 'Look under Conversations in ElevenLabs before anyone calls this number again.',
				mayHaveBeenPlaced: true,
			},
		};
	}
}

/** One number for the whole run: that of the first item. */
function readMaxInFlight(context: IExecuteFunctions): number {
	const value = Number(context.getNodeParameter('options.maxInFlight', 0, 4));
	return Number.isFinite(value) ? Math.max(1, Math.floor(value)) : 4;
}
