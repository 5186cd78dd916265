import type { IDataObject } from 'n8n-workflow';
import { findUncertainBatches } from '../../../shared/calling/batching/batchLookup';
import type { Batch } from '../../../shared/calling/batching/batchPlan';
import { batchRequest } from '../../../shared/calling/batching/batchPlan';
import { readRetryAfter } from '../../../shared/calling/dialing/backoff';
import type { DialAttempt, UncertainCall } from '../../../shared/calling/dialing/dialRunOptions';
import type { Ledger } from '../../../shared/calling/dialing/ledger';
import type { DialVerdict } from '../../../shared/calling/dialing/verdict';
import { judgeDial } from '../../../shared/calling/dialing/verdict';
import { requestText } from '../../../shared/calling/recipient/callRequest';
import { withoutRecipients } from '../../../shared/calling/following/batchWatch';
import { maskPhoneNumber } from '../../../shared/calling/recipient/e164';
import type { Clock } from '../../../shared/clock';
import {
	listBatchCallsSince,
	readBatchCall,
	submitBatchCall,
	batchCallAnswer,
} from '../../../shared/elevenlabs/batchCalls';
import type { ElevenLabsClient, Exchange } from '../../../shared/elevenlabs/client';
import type { Failure } from '../../../shared/failure';
import { joined } from '../../../shared/failure';
import { callIdOf } from '../../itemResult';
import { failuresOf } from '../../nodeErrors';
import { describeFailure } from '../call/dialAnswer';

const LOOK_FIRST =
	'Look for it under Batch Calling in ElevenLabs before anyone calls these people.';

const NOT_AGAIN =
	"This execution does not submit it again. A later one can, unless it uses the same 'Deduplication Key'.";

/** Submits a batch, once. */
export async function submitOnce(
	client: ElevenLabsClient,
	batch: Batch,
	clock: Clock,
): Promise<DialAttempt<IDataObject>> {
	try {
		const exchange = await submitBatchCall(client, requestText(batchRequest(batch)));
		return readSubmitAttempt(exchange, batch, clock.now());
	} catch (error) {
		// The network did not fail, so most likely nothing was sent. That isn't certain enough to submit again.
		const { message } = joined(failuresOf(error));
		return {
			verdict: 'uncertain',
			failure: { message: `${mayExist(batch)}: ${message}`, advice: LOOK_FIRST },
		};
	}
}

/** Judges the answer to a submit or a retry: only one with the batch's ID says that people are called. */
export function judgeBatchAnswer(exchange: Exchange): DialVerdict {
	if (!exchange.answered) return judgeDial(exchange);
	const { success } = batchCallAnswer.safeParse(exchange.body);
	return judgeDial({ answered: true, status: exchange.status, success: success || undefined });
}

/**
 * Reads what came of one submit.
 * @param now milliseconds since 1970
 * @returns ElevenLabs' answer, field for field, or why there is none
 */
export function readSubmitAttempt(
	exchange: Exchange,
	batch: Batch,
	now: number,
): DialAttempt<IDataObject> {
	const verdict = judgeBatchAnswer(exchange);
	if (verdict === 'placed') {
		return { verdict, answer: (exchange.answered ? exchange.body : {}) as IDataObject };
	}
	const described = describeFailure(exchange, verdict, '', '');
	const isUncertain = verdict === 'uncertain';
	const retryAfterMs = exchange.answered ? readRetryAfter(exchange.retryAfter, now) : undefined;
	return {
		verdict,
		failure: {
			...described,
			message: `${isUncertain ? mayExist(batch) : `${nameOf(batch)} was not created`}: ${shown(described.message, batch)}`,
			advice: isUncertain
				? `It was not found among the agent's batches. ${LOOK_FIRST} ${NOT_AGAIN}`
				: described.advice,
		},
		...(retryAfterMs === undefined ? {} : { retryAfterMs }),
	};
}

/** The failure of a batch that was being submitted when the execution was stopped. */
export function abandonedBatch(batch: Batch): Failure {
	return {
		message: `${mayExist(batch)}: the execution was stopped before ElevenLabs responded`,
		advice: `${LOOK_FIRST} If it was created, n8n's log has its ID.`,
	};
}

/** Looks for uncertain batches; undefined at the indexes of those not found. */
export async function findBatches(
	client: ElevenLabsClient,
	clock: Clock,
	ledger: Ledger<IDataObject>,
	uncertain: Array<UncertainCall<Batch>>,
): Promise<Array<IDataObject | undefined>> {
	const known = new Set(
		ledger
			.entries()
			.flatMap(([, outcome]) =>
				outcome.kind === 'placed' ? [callIdOf(outcome.answer) ?? ''] : [],
			),
	);
	const found = await findUncertainBatches(
		uncertain.map(({ call, dialedAt }) => ({
			request: batchRequest(call),
			submittedAt: dialedAt,
		})),
		{
			list: async (agentId, since) => await listBatchCallsSince(client, agentId, since),
			read: async (id) => await readBatchCall(client, id),
		},
		known,
		clock,
		client.clockOffsetMs(),
	);
	// As the answer to a submit has it.
	return found.map((batch) => batch && (withoutRecipients(batch) as IDataObject));
}

function mayExist(batch: Batch): string {
	return `${nameOf(batch)} may have been created`;
}

/** E.g. `The batch 'Renewals' with 250 recipients`. */
function nameOf({ settings, rows: { length } }: Batch): string {
	return `The batch '${settings.call_name}' with ${length} recipient${length === 1 ? '' : 's'}`;
}

/** ElevenLabs names a recipient by its place in the batch, and may repeat its number. */
function shown(text: string, { rows }: Batch): string {
	return text
		.replace(/\brecipients\.(\d+)[\w.]*/g, (written, place: string) => {
			const row = rows[Number(place)];
			return row === undefined ? written : `${written} (item ${row.item})`;
		})
		.replace(/\+\d{7,15}/g, maskPhoneNumber);
}
