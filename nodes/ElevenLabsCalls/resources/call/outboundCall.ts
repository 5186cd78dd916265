import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { checkAgainstAgent } from '../../../shared/calling/agentCheck';
import type { CallRequest } from '../../../shared/calling/callRequest';
import { buildCallRequest } from '../../../shared/calling/callRequest';
import { dialLoop } from '../../../shared/calling/dialLoop';
import { OVERRIDE_LABELS } from '../../../shared/calling/overrides';
import { chooseEndpoint } from '../../../shared/calling/phoneLine';
import type { NationalNumberReader } from '../../../shared/calling/phoneNumber';
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
import type { Failure, ItemResult } from '../../itemResult';
import { failureOf } from '../../itemResult';
import { failureOfThrown } from '../../nodeErrors';
import { readCallResult } from './callResult';
import type { CustomerRow } from './customerRow';
import { readCustomerRow } from './customerRow';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['call'], operation: ['outboundCall'] } },
	[agentId, phoneNumberId, toNumber, ...dynamicVariables, overrides, telephony, options],
);

/** Reads that many agents at once; they are few, as a rule one. */
const AGENTS_IN_FLIGHT = 4;

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
	const prepared = await prepare(this, client);
	const ready = prepared.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []));
	const nobody = stops && ready.length < prepared.length;

	const placed = await dialLoop(nobody ? [] : ready, async (call) => await dial(client, call), {
		maxInFlight: readMaxInFlight(this),
		isCancelled: () => this.getExecutionCancelSignal()?.aborted ?? false,
		isLast: (result) => stops && 'failure' in result,
	});
	const results = new Map(placed.map((result, place) => [ready[place]?.item, result]));
	return prepared.map((outcome, item): ItemResult => {
		if ('failure' in outcome) return { item, failure: outcome.failure };
		return results.get(item) ?? { item, skipped: true };
	});
}

async function prepare(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
): Promise<Array<Outcome<ReadyCall>>> {
	// The numbering plans are large: they are loaded by a run, not by n8n's start.
	const { readNationalNumber } = await import('../../../shared/calling/nationalNumber');
	const rows = context.getInputData().map((_, item) => readRow(context, item, readNationalNumber));
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
					hasCustomLlmBody: customLlmExtraBody !== undefined,
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
	{ item, endpoint, request }: ReadyCall,
): Promise<ItemResult> {
	try {
		const exchange = await client.send({ method: 'POST', path: endpoint, body: request });
		return { item, ...readCallResult(exchange, request.to_number) };
	} catch (error) {
		return { item, failure: failureOfThrown(error) };
	}
}

/** One number for the whole run: that of the first item. */
function readMaxInFlight(context: IExecuteFunctions): number {
	const value = Number(context.getNodeParameter('options.maxInFlight', 0, 4));
	return Number.isFinite(value) ? Math.max(1, Math.floor(value)) : 4;
}
