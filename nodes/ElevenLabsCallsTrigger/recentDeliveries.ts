import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import type { CallEvent } from '../shared/elevenlabs/webhookEvents';

/** ElevenLabs repeats a delivery for about 40 minutes; the oldest give way. */
const MOST_KEPT = 2_000;

const KEY_CHARACTERS = 16;

/** Deliveries of this process, by trigger. */
const remembered = new Map<string, RecentDeliveries>();

/**
 * Deliveries that have started the workflow. n8n's store for such things can't be reached from a
 * webhook, so they are kept in the workflow's static data. Requests at the same time each have static
 * data of their own: what counts is this process's memory, which takes in what others saved and is
 * written whole.
 */
export class RecentDeliveries {
	/** Written as it is when n8n gets round to saving it, with what has come since. */
	private readonly order: string[] = [];

	private readonly known = new Set<string>();

	/** Given back, though others may have saved them in the meantime. */
	private readonly released = new Set<string>();

	/** @param trigger whatever tells it from all others */
	static of(trigger: string): RecentDeliveries {
		const deliveries = remembered.get(trigger) ?? new RecentDeliveries();
		remembered.set(trigger, deliveries);
		return deliveries;
	}

	/**
	 * Takes a delivery in.
	 * @param staticData of the trigger, as n8n has just read it
	 * @returns false where it was taken in before
	 */
	claim(key: string, staticData: IDataObject): boolean {
		this.takeIn(staticData.deliveries);
		const isKnown = this.known.has(key);
		this.dropOldest();
		if (isKnown) return false;
		this.released.delete(key);
		this.known.add(key);
		this.order.push(key);
		this.dropOldest();
		return true;
	}

	/** Has n8n save what was taken in, when it saves static data next. */
	keepIn(staticData: IDataObject): void {
		staticData.deliveries = this.order;
	}

	/** Forgets a delivery that did not start the workflow after all, so that its repetition does. */
	release(key: string): void {
		if (!this.known.delete(key)) return;
		this.order.splice(this.order.indexOf(key), 1);
		this.released.add(key);
	}

	/** What others saved counts as older, as it may be what has given way here before. */
	private takeIn(saved: unknown): void {
		const added = (Array.isArray(saved) ? saved : [])
			.map(String)
			.filter((key) => !this.known.has(key) && !this.released.has(key));
		this.order.unshift(...new Set(added));
		for (const key of added) this.known.add(key);
	}

	private dropOldest(): void {
		const oldest = this.order.splice(0, Math.max(0, this.order.length - MOST_KEPT));
		for (const key of oldest) this.known.delete(key);
	}
}

/** What tells an event from all others: its type, conversation and time, or all of it where it does not say. */
export function deliveryKey({ type, timestamp, data }: CallEvent, rawBody: Buffer): string {
	const conversationId = data?.conversation_id;
	const isTold =
		type !== undefined && timestamp !== undefined && typeof conversationId === 'string';
	return createHash('sha256')
		.update(isTold ? JSON.stringify([type, conversationId, timestamp]) : rawBody)
		.digest('base64url')
		.slice(0, KEY_CHARACTERS);
}
