import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import type { CallEvent } from '../shared/elevenlabs/webhookEvents';
import { isTranscript } from '../shared/elevenlabs/webhookEvents';

/** ElevenLabs repeats a delivery for about 40 minutes (fact sheet §8.6). */
const KEPT_MS = 60 * 60_000;

/** Keeps static data small in a burst: the oldest are dropped. Memory keeps all. */
const MAX_SAVED = 2_000;

const KEY_CHARACTERS = 16;

/** Deliveries of this process, by trigger. */
const remembered = new Map<string, RecentDeliveries>();

/** A delivery that may start the workflow, unless the same event already has. */
export interface Claim {
	key: string;
	/** Whether ElevenLabs would repeat it, so that it must also be known after a restart. */
	isRepeated: boolean;
}

/**
 * Deliveries that have started the workflow within the last hour. n8n's store for such things can't
 * be reached from a webhook, so those that ElevenLabs repeats are kept in the workflow's static data.
 * Concurrent requests each have their own copy of static data, so this process's memory counts. It
 * adds what others saved, and is written whole.
 */
export class RecentDeliveries {
	/** When each key was claimed, in milliseconds since 1970; oldest first. */
	private readonly claimed = new Map<string, number>();

	/** Keys that were released, and when: others may have saved them meanwhile. */
	private readonly released = new Map<string, number>();

	/** The entry in static data of each key that may be repeated. */
	private readonly entries = new Map<string, string>();

	/** The entries as they are when n8n saves them, including those added since. */
	private readonly saved: string[] = [];

	/** @param trigger identifies it among all triggers */
	static of(trigger: string): RecentDeliveries {
		const deliveries = remembered.get(trigger) ?? new RecentDeliveries();
		remembered.set(trigger, deliveries);
		return deliveries;
	}

	/**
	 * Claims a delivery.
	 * @param staticData of the trigger, as n8n has just read it
	 * @param now milliseconds since 1970
	 * @returns false if it was claimed within the last hour
	 */
	claim({ key, isRepeated }: Claim, staticData: IDataObject, now: number): boolean {
		this.addSaved(staticData.deliveries, now);
		const isNew = !isRecent(this.claimed.get(key), now);
		if (isNew) {
			this.forget(key);
			this.released.delete(key);
			this.claimed.set(key, now);
			if (isRepeated) this.save(key, now);
		}
		this.dropOld(now);
		return isNew;
	}

	/** Has n8n save what was claimed, when it saves static data next. */
	saveTo(staticData: IDataObject): void {
		staticData.deliveries = this.saved;
	}

	/** Releases a delivery that did not start the workflow, so that its repetition does. */
	release(key: string, now: number): void {
		if (this.forget(key)) this.released.set(key, now);
	}

	/** What others saved counts as older than what was claimed here. */
	private addSaved(saved: unknown, now: number): void {
		if (!Array.isArray(saved)) return;
		const added: string[] = [];
		for (const entry of saved.map(String)) {
			const key = keyOf(entry);
			if (key === '' || this.claimed.has(key) || this.released.has(key)) continue;
			const seconds = entry.slice(key.length + 1);
			// Version 0.1.0 saved no time.
			const time = seconds === '' ? now : Math.min(Number(seconds) * 1000, now);
			if (!isRecent(time, now)) continue;
			this.claimed.set(key, time);
			added.push(this.entryFor(key, time));
		}
		if (added.length > 0) this.saved.unshift(...added);
	}

	private save(key: string, now: number): void {
		this.saved.push(this.entryFor(key, now));
	}

	private entryFor(key: string, time: number): string {
		// Seconds are enough, and shorter.
		const entry = `${key} ${Math.floor(time / 1000)}`;
		this.entries.set(key, entry);
		return entry;
	}

	private forget(key: string): boolean {
		const entry = this.entries.get(key);
		if (entry !== undefined) {
			this.entries.delete(key);
			const place = this.saved.indexOf(entry);
			if (place >= 0) this.saved.splice(place, 1);
		}
		return this.claimed.delete(key);
	}

	private dropOld(now: number): void {
		for (const times of [this.claimed, this.released]) {
			for (const [key, time] of times) {
				if (isRecent(time, now)) break;
				times.delete(key);
			}
		}
		const isOld = (entry: string) => !isRecent(this.claimed.get(keyOf(entry)), now);
		let dropped = Math.max(0, this.saved.length - MAX_SAVED);
		while (dropped < this.saved.length && isOld(this.saved[dropped] ?? '')) dropped++;
		for (const entry of this.saved.splice(0, dropped)) this.entries.delete(keyOf(entry));
	}
}

const isRecent = (time: number | undefined, now: number) =>
	time !== undefined && time > now - KEPT_MS;

function keyOf(entry: string): string {
	const end = entry.indexOf(' ');
	return end < 0 ? entry : entry.slice(0, end);
}

/**
 * Makes the claim of an event. Its type, conversation and time identify it, or the whole event
 * if it lacks one of them.
 */
export function claimOf(event: CallEvent, rawBody: Buffer): Claim {
	const { type, timestamp, data } = event;
	const conversationId = data?.conversation_id;
	const isIdentified =
		type !== undefined && timestamp !== undefined && typeof conversationId === 'string';
	const key = createHash('sha256')
		.update(isIdentified ? JSON.stringify([type, conversationId, timestamp]) : rawBody)
		.digest('base64url')
		.slice(0, KEY_CHARACTERS);
	return { key, isRepeated: isTranscript(event) };
}
