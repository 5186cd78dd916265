/** ElevenLabs lists a new conversation within seconds. */
const KEPT_MS = 3_600_000;

/** A call of this n8n process. */
export interface RecentCall {
	readonly userId: string;
	/** Milliseconds since 1970. */
	readonly startedAt: number;
	/** Until when it is remembered, in milliseconds since 1970. */
	readonly keptUntil: number;
	/** Absent while it is being placed, and if it is not known whether it was. */
	conversationId?: string;
}

/** The latest calls of this n8n process, because ElevenLabs may not list them yet. */
export class RecentCalls {
	/** By User ID; the one with the oldest last call comes first. */
	private readonly byUser = new Map<string, RecentCall[]>();

	/** Calls to a User ID, the oldest first. @param now milliseconds since 1970, as everywhere here */
	of(userId: string, now: number): RecentCall[] {
		return (this.byUser.get(userId) ?? []).filter(({ keptUntil }) => keptUntil > now);
	}

	/** Notes a call that is about to be placed. @param startedAt in the future for a scheduled call */
	begin(userId: string, startedAt: number, now: number): RecentCall {
		this.forgetOld(now);
		const call = { userId, startedAt, keptUntil: now + KEPT_MS };
		this.keep(userId, [...this.of(userId, now), call]);
		return call;
	}

	/** Forgets a call that was not placed. */
	drop(call: RecentCall): void {
		this.keep(
			call.userId,
			(this.byUser.get(call.userId) ?? []).filter((other) => other !== call),
		);
	}

	private keep(userId: string, calls: RecentCall[]): void {
		this.byUser.delete(userId);
		if (calls.length > 0) this.byUser.set(userId, calls);
	}

	private forgetOld(now: number): void {
		for (const userId of this.byUser.keys()) {
			if (this.of(userId, now).length > 0) return;
			this.byUser.delete(userId);
		}
	}
}
