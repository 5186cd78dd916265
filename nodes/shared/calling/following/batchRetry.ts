import type { Failure } from '../../failure';
import { parameterFailure } from '../../failure';
import type { Result } from '../../result';
import { invalid, valid } from '../../result';
import type { ListedBatch } from './batchWatch';
import { batchEnded } from './batchWatch';
import type { NumberList } from '../guards/numberList';

/** A batch that may be retried. Any part may be missing. */
export interface RetriedBatch extends ListedBatch {
	recipients?: Array<{
		status?: string | null;
		phone_number?: string | null;
		whatsapp_user_id?: string | null;
	}> | null;
}

/** What a retry is checked against. */
export interface RetryGuards {
	/** Numbers that are not called; absent: nobody is blocked. */
	isBlocked?: NumberList;
	/** Reads a recipient's number, as it was given to ElevenLabs, as E.164. */
	readNumber: (number: string) => Result<string>;
	/** Labels of the parameters. */
	labels: { batch: string; blockedNumbers: string };
}

/** What is known about a retry before it is sent. */
export interface RetryPlan {
	/** How many recipients ElevenLabs calls again. */
	calledAgain: number;
	/** How often the batch was retried before. */
	retryCount: number;
}

/**
 * Checks whether a batch may be retried: it is over, and nobody is blocked among those whom ElevenLabs
 * may call again. ElevenLabs says that it calls "failed and no-response recipients", but not which
 * statuses that includes. Only a completed call certainly is not repeated.
 */
export function checkRetry(
	batch: RetriedBatch,
	{ isBlocked, readNumber, labels }: RetryGuards,
): Result<RetryPlan> {
	if (!batchEnded(batch)) {
		return invalid(
			labels.batch,
			`is not over (status: ${batch.status ?? 'unknown'})`,
			'Wait until it ends, or cancel it.',
		);
	}
	const recipients = batch.recipients ?? [];
	if (isBlocked !== undefined) {
		const objection = blockedAmong(recipients, isBlocked, readNumber, labels.blockedNumbers);
		if (objection !== undefined) return { ok: false, failures: [objection] };
	}
	return valid({
		calledAgain: recipients.filter(({ status }) => status === 'failed').length,
		retryCount: batch.retry_count ?? 0,
	});
}

/** @returns undefined if nobody is blocked; a number that can't be read may be blocked */
function blockedAmong(
	recipients: NonNullable<RetriedBatch['recipients']>,
	isBlocked: NumberList,
	readNumber: RetryGuards['readNumber'],
	label: string,
): Failure | undefined {
	const mayBeCalled = recipients.filter(({ status }) => status !== 'completed');
	let blocked = 0;
	let unreadable = 0;
	for (const { phone_number, whatsapp_user_id } of mayBeCalled) {
		const read = readNumber(phone_number ?? `+${whatsapp_user_id ?? ''}`);
		if (!read.ok) unreadable += 1;
		else if (isBlocked(read.value)) blocked += 1;
	}
	const among = `of ${mayBeCalled.length} recipients who may be called again`;
	if (blocked > 0) {
		return parameterFailure(
			label,
			`blocks ${blocked} ${among}`,
			'The batch was not retried. Create a new batch without them.',
		);
	}
	if (unreadable > 0) {
		return parameterFailure(
			label,
			`can't be compared with the numbers of ${unreadable} ${among}`,
			'The batch was not retried. If their numbers have no +, add Default Country.',
		);
	}
	return undefined;
}
