/** ElevenLabs lists a new conversation within seconds. */
export const KEPT_MS = 3_600_000;

/** A call of this n8n process. */
export interface RecentCall {
	readonly userId: string;
	/** Milliseconds since 1970; in the future for a call that is scheduled. */
	readonly startedAt: number;
	/** Until when it is remembered, in milliseconds since 1970. */
	readonly keptUntil: number;
	/** Absent while it is being placed, and if it is not known whether it was. */
	conversationId?: string;
}

/** The latest calls of this n8n process, because ElevenLabs may not list them yet. */
export class RecentCalls {
	private readonly byUser = new Map<string, RecentCall[]>();

	/** When old calls are forgotten next. */
	private forgetsAt = 0;

	/** Calls to a User ID, the oldest first. @param now milliseconds since 1970, as everywhere here */
	of(userId: string, now: number): RecentCall[] {
		return (this.byUser.get(userId) ?? []).filter(({ keptUntil }) => keptUntil > now);
	}

	/** Notes a call that is about to be placed. @param startedAt in the future for a scheduled call */
	begin(userId: string, startedAt: number, now: number): RecentCall {
		this.forgetOld(now);
		const call = { userId, startedAt, keptUntil: Math.max(now, startedAt) + KEPT_MS };
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
		if (calls.length > 0) this.byUser.set(userId, calls);
		else this.byUser.delete(userId);
	}

	private forgetOld(now: number): void {
		if (now < this.forgetsAt) return;
		this.forgetsAt = now + KEPT_MS;
		for (const userId of this.byUser.keys()) this.keep(userId, this.of(userId, now));
	}
}
