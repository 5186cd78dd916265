/* eslint-disable @n8n/community-nodes/no-restricted-globals -- lets everything happen that needs no time */
import type { Clock } from '../../nodes/shared/clock';

/** Lets everything happen that needs no time: all microtasks run before a macrotask. */
export const settle = async () => await new Promise<void>((resolve) => setImmediate(resolve));

/** More than any test needs; a run that goes on after it has no end. */
const MAX_EVENTS = 100_000;

/** Time that passes only when nothing is left to do: then the next event happens, whenever it is due. */
export class VirtualTime {
	/** The next one is the last of the array. */
	private readonly events: Array<{ at: number; happen: () => void }> = [];

	/** @param time in milliseconds since 1970 */
	constructor(private time = 1_000_000) {}

	now(): number {
		return this.time;
	}

	/** What is due at the same time happens in the order of these calls. */
	at(time: number, happen: () => void): void {
		let index = this.events.length;
		while (index > 0 && this.events[index - 1]!.at <= time) index--;
		this.events.splice(index, 0, { at: time, happen });
	}

	/** Resolves after so many milliseconds, e.g. those that a request takes; at once for 0. */
	async after(milliseconds: number): Promise<void> {
		if (milliseconds <= 0) return;
		await new Promise<void>((resolve) => this.at(this.time + milliseconds, resolve));
	}

	/** Lets so much time pass. */
	async advance(milliseconds: number): Promise<void> {
		const end = this.time + milliseconds;
		await settle();
		while (this.next(end)) await settle();
		this.time = end;
	}

	/**
	 * Lets time pass until a promise is settled, and settles with it.
	 * @throws when nothing is left to happen before that
	 */
	async until<T>(promise: Promise<T>): Promise<T> {
		let isSettled = false;
		const settled = () => {
			isSettled = true;
		};
		promise.then(settled, settled);
		for (let events = 0; ; events++) {
			await settle();
			if (isSettled) return await promise;
			if (events > MAX_EVENTS) throw new Error('It does not end');
			if (!this.next()) throw new Error('It waits, and nothing is left to happen');
		}
	}

	/** Lets time pass until nothing is left to happen. */
	async drain(): Promise<void> {
		do await settle();
		while (this.next());
	}

	/** @returns whether there was an event up to that time */
	private next(end = Infinity): boolean {
		const next = this.events.at(-1);
		if (next === undefined || next.at > end) return false;
		this.events.pop();
		this.time = Math.max(this.time, next.at);
		next.happen();
		return true;
	}
}

/** The clock of one run, which a test may cancel. */
export class RunClock implements Clock {
	private cancelRun = () => {};

	private hasEnded = false;

	readonly cancelled = new Promise<void>((resolve) => {
		this.cancelRun = resolve;
	});

	constructor(readonly time: VirtualTime) {}

	now(): number {
		return this.time.now();
	}

	async wait(milliseconds: number): Promise<void> {
		if (!this.hasEnded) await Promise.race([this.time.after(milliseconds), this.cancelled]);
	}

	isCancelled(): boolean {
		return this.hasEnded;
	}

	cancel(): void {
		this.hasEnded = true;
		this.cancelRun();
	}
}
