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

	/** @param now milliseconds since 1970, by the real clock */
	constructor(readonly now: () => number) {}

	/** Calls to a User ID, the oldest first. */
	of(userId: string): RecentCall[] {
		return (this.byUser.get(userId) ?? []).filter(({ keptUntil }) => keptUntil > this.now());
	}

	/** Notes a call that is about to be placed. @param startedAt milliseconds since 1970 */
	begin(userId: string, startedAt: number): RecentCall {
		this.forgetOld();
		const call = { userId, startedAt, keptUntil: Math.max(this.now(), startedAt) + KEPT_MS };
		this.keep(userId, [...this.of(userId), call]);
		return call;
	}

	/** Forgets a call that was not placed. */
	drop(call: RecentCall): void {
		this.keep(
			call.userId,
			this.of(call.userId).filter((other) => other !== call),
		);
	}

	private keep(userId: string, calls: RecentCall[]): void {
		if (calls.length > 0) this.byUser.set(userId, calls);
		else this.byUser.delete(userId);
	}

	private forgetOld(): void {
		if (this.now() < this.forgetsAt) return;
		this.forgetsAt = this.now() + KEPT_MS;
		for (const userId of this.byUser.keys()) this.keep(userId, this.of(userId));
	}
}
