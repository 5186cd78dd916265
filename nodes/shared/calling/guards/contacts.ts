import type { Claims } from '../../claims';
import type { ContactLimit, LimitReached } from './contactRule';
import { callsWithin, countedSince, limitReached } from './contactRule';
import type { RecentCall, RecentCalls } from './recentCalls';
import { KEPT_MS } from './recentCalls';

/** A conversation with a person. */
export interface Contact {
	conversationId: string;
	/** Milliseconds since 1970. */
	startedAt: number;
	/** Whether the person called. If that isn't known, we may have. */
	isInbound: boolean;
}

/** Where earlier calls are known from. */
export interface ContactSource {
	/**
	 * A page of the conversations of a User ID with any agent, the newest first.
	 * @param cursor the `next` of the page before
	 * @throws if it can't be read
	 */
	conversations(
		userId: string,
		pageSize: number,
		cursor?: string,
	): Promise<{ entries: Contact[]; next?: string }>;
	claims: Claims;
	recent: RecentCalls;
	/** Milliseconds since 1970. */
	now(): number;
}

/** Why a call is not made, continuing "Not called: …". */
export interface Refusal extends LimitReached {
	why: string;
}

/** A call that may be made, until it was. */
interface Begun {
	call: RecentCall;
	keys: string[];
}

/** No person is called so often; then a User ID is shared by many, and the limit can't be kept. */
const MAX_PAGES = 20;

/** Inbound conversations that may be among a person's latest without a second request. */
const INBOUND = 10;

const MAX_PAGE_SIZE = 100;

const BUCKET_MS = 3_600_000;

/** The calls of a run, next to all others that were made to the same people. */
export class Contacts {
	/** By item. */
	private readonly begun = new Map<number, Begun>();

	constructor(private readonly source: ContactSource) {}

	/**
	 * Begins a call if a limit allows it. From then on it counts, also for other runs, until
	 * {@link release}.
	 * @param startsAt milliseconds since 1970; in the future for a call that is scheduled
	 * @returns undefined if the call may be made
	 * @throws if it isn't known whether it may
	 */
	async begin(
		item: number,
		userId: string,
		limit: ContactLimit,
		startsAt: () => number,
	): Promise<Refusal | undefined> {
		const { recent, now } = this.source;
		const listed = await this.latestCalls(userId, limit, startsAt());
		const at = startsAt();
		const known = new Set(listed.map(({ conversationId }) => conversationId));
		const own = recent.of(userId, now());
		const calls = [
			...listed,
			...own.flatMap(({ conversationId, startedAt }) =>
				conversationId === undefined || known.has(conversationId)
					? []
					: [{ conversationId, startedAt }],
			),
		].sort((a, b) => b.startedAt - a.startedAt);
		const withoutId = own.filter(({ conversationId }) => conversationId === undefined);
		const isScheduled = ({ startedAt }: RecentCall) => startedAt > now();
		const starts = [...calls, ...withoutId.filter(isScheduled)].map(({ startedAt }) => startedAt);

		const reached = limitReached(starts, limit, at);
		if (reached !== undefined) return { ...reached, why: 'contact limit reached' };
		const callsFound = callsWithin(starts, limit, at);
		const open = withoutId.find(
			(call) => !isScheduled(call) || Math.abs(call.startedAt - at) < KEPT_MS,
		);
		if (open !== undefined) {
			const why = 'another call to this recipient is being placed, or may have been';
			return { why, callsFound, nextCallTime: open.keptUntil };
		}

		// Nothing is awaited since the last look at `recent`, so no other call of this process is missed.
		const begun: Begun = { call: recent.begin(userId, at, now()), keys: [] };
		this.begun.set(item, begun);
		// Also as of its start: another worker may schedule a call for the same time.
		const keys = new Set(
			[now(), at].flatMap((time) => contactKeys(userId, calls[0]?.conversationId, time)),
		);
		const areClaimed = await this.claim(begun, keys).catch(async (error: unknown) => {
			await this.release(item);
			throw error;
		});
		if (!areClaimed) {
			await this.release(item);
			const why = 'another run has just called this recipient, or is about to';
			return { why, callsFound, nextCallTime: keysFreeAt(Math.max(now(), at)) };
		}
		return undefined;
	}

	/** Notes the conversation of a call that was placed. */
	placed(item: number, conversationId: string | undefined): void {
		const begun = this.begun.get(item);
		if (begun !== undefined && conversationId !== undefined) {
			begun.call.conversationId = conversationId;
		}
	}

	/** Takes back a call that was definitely not placed. */
	async release(item: number): Promise<void> {
		const begun = this.begun.get(item);
		if (begun === undefined) return;
		this.begun.delete(item);
		this.source.recent.drop(begun.call);
		for (const key of begun.keys) await this.source.claims.release(key).catch(() => {});
	}

	/** @returns false if another worker has one of the keys */
	private async claim(begun: Begun, keys: Iterable<string>): Promise<boolean> {
		for (const key of keys) {
			if (!(await this.source.claims.claim(key))) return false;
			begun.keys.push(key);
		}
		return true;
	}

	/** The latest calls, as many as decide; at least the last one, even if it no longer counts. */
	private async latestCalls(
		userId: string,
		limit: ContactLimit,
		now: number,
	): Promise<Array<Pick<Contact, 'conversationId' | 'startedAt'>>> {
		const since = countedSince(limit, now);
		const pageSize = Math.min(MAX_PAGE_SIZE, limit.maxCalls + INBOUND);
		const calls: Contact[] = [];
		let cursor: string | undefined;
		for (let page = 1; ; page += 1) {
			const { entries, next } = await this.source.conversations(userId, pageSize, cursor);
			calls.push(...entries.filter(({ isInbound }) => !isInbound));
			const isPastLimit = entries.some(({ startedAt }) => startedAt <= since);
			const counted = calls.filter(({ startedAt }) => startedAt > since).length;
			if (counted >= limit.maxCalls || (isPastLimit && calls.length > 0)) break;
			if (next === undefined || (isPastLimit && page >= MAX_PAGES)) break;
			if (page === MAX_PAGES) {
				throw new Error("There are too many conversations with this recipient's User ID");
			}
			cursor = next;
		}
		return calls;
	}
}

/**
 * The keys that two workers can't both claim if neither sees the other's call yet: they have the same
 * last call, and at least one hour of the two in common. If a worker dies, its keys expire.
 * @param lastId of the last call's conversation, undefined if there is none
 * @param now milliseconds since 1970
 */
export function contactKeys(userId: string, lastId: string | undefined, now: number): string[] {
	const hour = Math.floor(now / BUCKET_MS);
	return [hour, hour + 1].map((one) =>
		JSON.stringify(['contact limit', userId, lastId ?? null, one]),
	);
}

/** When keys that another worker has claimed are free at the latest, in milliseconds since 1970. */
function keysFreeAt(now: number): number {
	return (Math.floor(now / BUCKET_MS) + 2) * BUCKET_MS;
}
