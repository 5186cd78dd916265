import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { BatchFields } from '../../../shared/calling/batching/batchRequest';
import { labelOf } from '../../../shared/labels';
import type { Result } from '../../../shared/result';
import { all, invalid, valid } from '../../../shared/result';
import { readTime } from '../../../shared/times';
import {
	CHECK_EXPRESSION,
	isBlank,
	readChoice,
	readCode,
	readKey,
	readNumber,
} from '../../../shared/values';
import { valueOrThrow } from '../../itemParameters';
import { labelsIn } from '../../parameters/collectionLabels';
import { maxWaitMinutes } from '../../parameters/maxWaitMinutes';
import { options, readOptions } from '../../parameters/options';
import { waitForCompletion } from '../../parameters/waitForCompletion';
import { readOncePerRun } from '../call/readOncePerRun';

export const callName: INodeProperties = {
	displayName: 'Batch Name',
	name: 'callName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Renewals, November',
	description: 'The name of the batch in ElevenLabs',
};

export const scheduledTime: INodeProperties = {
	displayName: 'Scheduled Time',
	name: 'scheduledTime',
	type: 'dateTime',
	default: '',
	description:
		"When the calls start; leave it empty to start now. A time without an offset is in the workflow's time zone. Seconds are dropped.",
};

/** How long to wait for the end of a batch. */
export const batchMaxWait: INodeProperties = {
	...maxWaitMinutes,
	default: 60,
	description:
		'How long to wait for a batch to end, from its start. After that, it comes out with timed_out and what is known so far.',
};

/** Whether to wait until the batches end, and how long. */
export const batchWaitFields: INodeProperties[] = [
	{
		...waitForCompletion,
		description: 'Whether to wait for each batch to end and add its counts to the output',
	},
	...updateDisplayOptions({ show: { waitForCompletion: [true] } }, [batchMaxWait]),
];

export const output: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	noDataExpression: true,
	default: 'batches',
	options: [
		{
			name: 'One Item per Batch',
			value: 'batches',
			description: "ElevenLabs' response, paired with all of its items",
		},
		{
			name: 'One Item per Recipient',
			value: 'recipients',
			description: 'The IDs of the batch and of the recipient, for each item',
		},
	],
};

/**
 * Reads what comes out of a run.
 * @throws ItemFailure if it isn't one of the choices
 */
export function readOutput(context: IExecuteFunctions): 'batches' | 'recipients' {
	const { name, displayName, default: absent } = output;
	const chosen: unknown = context.getNodeParameter(name, 0, absent);
	return valueOrThrow(readChoice(chosen, displayName, ['batches', 'recipients']));
}

const recipientId: INodeProperties = {
	displayName: 'Recipient ID',
	name: 'recipientId',
	type: 'string',
	default: '',
	placeholder: 'e.g. lead-1042',
	description: 'Your own ID for the recipient, to find them in the batch later',
};

const concurrencyLimit: INodeProperties = {
	displayName: 'Concurrency Limit',
	name: 'targetConcurrencyLimit',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: 5,
	description:
		"Max number of calls of the batch at once. Without this option, ElevenLabs uses a share of your plan's and the agent's limits.",
};

/** Options of a single call that ElevenLabs decides on in a batch. */
const ONLY_FOR_CALLS = ['callsPerMinute', 'maxInFlight', 'maxSimultaneousCalls'];

/** What options mean in a batch, where that differs from a single call. */
const DESCRIPTIONS: Record<string, string> = {
	callingHours:
		'When recipients may be called, in their own time zone or in all time zones that their number can be in. Only the time at which the batch starts is checked: a long batch can run past these hours. Items that start outside them are skipped and come out with the next possible time.',
	includeInputFields:
		"Whether to add the fields of each input item to its output, if there is one item per recipient. If a name is in both, the output has the node's value.",
	dryRun:
		'Whether to do everything except create batches. Each batch comes out with the request that would have been sent.',
	keepTryingSecs:
		"How long to retry batches that definitely weren't created, because ElevenLabs was busy or could not be reached; 0 turns retrying off",
};

/** Options of a call that hold in a batch, and those that only a batch has; sorted by label. */
export const batchOptions: INodeProperties = {
	...options,
	options: [...((options.options ?? []) as INodeProperties[]), recipientId, concurrencyLimit]
		.filter(({ name }) => !ONLY_FOR_CALLS.includes(name))
		.map((option) => ({ ...option, description: DESCRIPTIONS[option.name] ?? option.description }))
		.sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
};

const LABELS = labelsIn(batchOptions);

/** A time that has just passed means now, because an expression may be as old as the execution. */
const MAX_AGE_MS = 5 * 60_000;

const MINUTE_MS = 60_000;

/**
 * Makes the reader of what a batch call has in addition to a single call.
 * @param now milliseconds since 1970
 */
export function batchFieldsReader(
	context: IExecuteFunctions,
	now: number,
): (item: number) => Result<BatchFields> {
	const name = readOncePerRun(context, [callName.name], (item) => readBatchName(context, item));
	const time = readOncePerRun(context, [scheduledTime.name], (item) =>
		readStartTime(context, item, now),
	);
	const own = readOncePerRun(context, [options.name], (item) => {
		const values = readOptions(context, item);
		return {
			recipientId: readKey(values.recipientId, labelOf(LABELS, recipientId.name)),
			concurrencyLimit: readConcurrency(values),
		};
	});
	return (item) =>
		all<BatchFields>({ callName: name(item), scheduledTime: time(item), ...own(item) });
}

function readBatchName(context: IExecuteFunctions, item: number): Result<string> {
	const { name, displayName } = callName;
	const given = readCode(context.getNodeParameter(name, item, ''), displayName);
	if (!given.ok) return given;
	return given.value === undefined
		? invalid(displayName, 'is empty', CHECK_EXPRESSION)
		: valid(given.value);
}

/**
 * Reads when a batch starts, to the minute: rows for which an expression gave a time a moment apart
 * belong to one batch.
 * @returns milliseconds since 1970; undefined for now
 */
function readStartTime(
	context: IExecuteFunctions,
	item: number,
	now: number,
): Result<number | undefined> {
	const { name, displayName } = scheduledTime;
	const value: unknown = context.getNodeParameter(name, item, '');
	// A misspelled column must not have everybody called now.
	if (value === undefined || value === null) {
		return invalid(
			displayName,
			'has no value',
			`To start now, use an empty text. ${CHECK_EXPRESSION}`,
		);
	}
	const given = readTime(value, displayName, context.getTimezone());
	if (!given.ok || given.value === undefined) return given;
	if (given.value < now - MAX_AGE_MS) {
		return invalid(
			displayName,
			`is in the past (${new Date(given.value).toISOString()})`,
			'Use a time in the future, or leave it empty to start now.',
		);
	}
	const start = Math.floor(given.value / MINUTE_MS) * MINUTE_MS;
	return valid(start > now ? start : undefined);
}

/** Blank means the default that the editor shows. */
function readConcurrency(values: Record<string, unknown>): Result<number | undefined> {
	const { name, displayName, default: blank } = concurrencyLimit;
	if (!Object.hasOwn(values, name)) return valid(undefined);
	const value = values[name];
	return readNumber(isBlank(value) ? blank : value, displayName, { min: 1, whole: true });
}
