import type { Clock } from '../../clock';
import { digitsOf, earliestStart, LOOKS_AFTER_MS } from '../dialing/lookup';
import type { BatchRecipient, BatchRequest } from './batchRequest';

/** A submit whose answer was lost. */
export interface UncertainSubmit {
	request: BatchRequest;
	/** When it was sent, in milliseconds since 1970. */
	submittedAt: number;
}

/** A batch, as a list has it. */
export interface ListedBatch {
	id: string;
	name?: string | null;
	agent_id?: string | null;
	/** By ElevenLabs' clock. */
	created_at_unix?: number | null;
}

/** The parts of a recipient by which a batch is recognized. */
export interface ListedRecipient {
	id?: string | null;
	phone_number?: string | null;
}

/** Looks up batches. @typeParam Whole a batch with its recipients */
export interface BatchSource<Whole extends { recipients?: ListedRecipient[] | null }> {
	/** Batches of an agent, at least those created at or after a time in Unix seconds. */
	list(agentId: string, since: number): Promise<ListedBatch[]>;
	read(id: string): Promise<Whole>;
}

/**
 * Looks for the batches of submits whose answers were lost: same agent and name, created since the
 * submit, with the same recipients. No batch is matched to two submits.
 * @param known IDs of batches that belong to other submits; those found are added
 * @param clockOffsetMs how far ElevenLabs' clock is ahead of ours
 * @returns undefined at the indexes of submits that were not found
 */
export async function findUncertainBatches<Whole extends { recipients?: ListedRecipient[] | null }>(
	submits: UncertainSubmit[],
	source: BatchSource<Whole>,
	known: Set<string>,
	clock: Clock,
	clockOffsetMs: number,
): Promise<Array<Whole | undefined>> {
	const found = new Array<Whole | undefined>(submits.length).fill(undefined);
	for (const wait of LOOKS_AFTER_MS) {
		await clock.wait(wait);
		for (const [index, { request, submittedAt }] of submits.entries()) {
			if (clock.isCancelled() || found[index] !== undefined) continue;
			const since = earliestStart(submittedAt, clockOffsetMs);
			const listed = await source.list(request.agent_id, since).catch(() => []);
			for (const { id, name, agent_id, created_at_unix } of listed) {
				const isCandidate =
					!known.has(id) &&
					name === request.call_name &&
					agent_id === request.agent_id &&
					(created_at_unix ?? 0) >= since;
				if (!isCandidate) continue;
				// What can't be read, or is incomplete, is looked at again.
				const whole = await source.read(id).catch(() => undefined);
				if (!hasRecipients(whole?.recipients ?? [], request.recipients)) continue;
				known.add(id);
				found[index] = whole;
				break;
			}
		}
		if (clock.isCancelled() || !found.includes(undefined)) break;
	}
	return found;
}

/** Whether a batch has these recipients and no others, in any order. */
function hasRecipients(listed: ListedRecipient[], wanted: BatchRecipient[]): boolean {
	if (listed.length !== wanted.length) return false;
	const open = new Map<string, Array<string | undefined>>();
	for (const { phone_number, id } of wanted) {
		const ids = open.get(digitsOf(phone_number));
		if (ids === undefined) open.set(digitsOf(phone_number), [id]);
		else ids.push(id);
	}
	for (const { phone_number, id } of listed) {
		const ids = open.get(digitsOf(phone_number)) ?? [];
		// ElevenLabs gives an ID of its own to a recipient without one.
		const own = ids.indexOf(id ?? undefined);
		const place = own >= 0 ? own : ids.indexOf(undefined);
		if (place < 0) return false;
		ids.splice(place, 1);
	}
	return true;
}
