import { isRecord } from '../../values';
import type { EarlierCall } from '../guards/guard';

/** Where the numbers are kept in the data of an execution. */
const KEY = 'elevenLabsCalls';

interface Dial {
	run: EarlierCalls;
	ended: Promise<void>;
	end: () => void;
}

/** What need not be saved with an execution. */
interface Unsaved {
	/** Under way, by number; they end with their process. */
	dials: Map<string, Dial>;
	/** IDs of conversations that calls were placed as, the latest ones. */
	conversationIds: Set<string>;
}

const unsavedOf = new WeakMap<object, Unsaved>();

/** More than are placed in the second within which a call could be taken for another. */
const KEPT_CONVERSATIONS = 1_000;

/**
 * The numbers that an execution dialed before, as one run of a node sees them. Runs of one execution
 * share them, also those of other nodes and those that happen at the same time.
 */
export class EarlierCalls {
	private readonly numbers: Record<string, unknown>;

	private readonly dials: Map<string, Dial>;

	private readonly latestIds: Set<string>;

	/**
	 * @param execution an object that lives as long as the execution, and may be saved as JSON with it
	 * @param countsPlaced whether a placed call counts, too; otherwise only uncertain ones do
	 */
	constructor(
		execution: Record<string, unknown>,
		private readonly countsPlaced: boolean,
	) {
		const kept = execution[KEY];
		this.numbers = isRecord(kept) ? kept : {};
		execution[KEY] = this.numbers;
		const unsaved = unsavedOf.get(execution) ?? { dials: new Map(), conversationIds: new Set() };
		unsavedOf.set(execution, unsaved);
		this.dials = unsaved.dials;
		this.latestIds = unsaved.conversationIds;
	}

	/** IDs of conversations that belong to calls of the execution, the latest ones. */
	get conversationIds(): ReadonlySet<string> {
		return this.latestIds;
	}

	/** @param number E.164 */
	of(number: string): EarlierCall | undefined {
		const known = this.numbers[number];
		if (known === undefined) return undefined;
		if (!isRecord(known) || known.kind !== 'placed') return { kind: 'uncertain' };
		if (!this.countsPlaced) return undefined;
		const { conversationId } = known;
		return { kind: 'placed', ...(typeof conversationId === 'string' ? { conversationId } : {}) };
	}

	/**
	 * Takes a number for a dial, once no other run of the execution dials it; `end` frees it.
	 * @param givenUp resolves when it is not to be waited for any more; nothing is taken then
	 * @returns whether it was taken
	 */
	async begin(number: string, givenUp: Promise<unknown>): Promise<boolean> {
		let isGivenUp = false;
		let end: Promise<void> | undefined;
		for (;;) {
			const dial = this.dials.get(number);
			if (dial === undefined || dial.run === this) break;
			end ??= givenUp.then(() => {
				isGivenUp = true;
			});
			await Promise.race([dial.ended, end]);
			if (isGivenUp) return false;
		}
		if (!this.dials.has(number)) {
			let end = () => {};
			const ended = new Promise<void>((resolve) => {
				end = resolve;
			});
			this.dials.set(number, { run: this, ended, end });
		}
		return true;
	}

	/** Frees a number: the outcome of its dial is final. */
	end(number: string): void {
		const dial = this.dials.get(number);
		if (dial?.run !== this) return;
		this.dials.delete(number);
		dial.end();
	}

	/** Frees all numbers of this run. */
	endAll(): void {
		for (const number of [...this.dials.keys()]) this.end(number);
	}

	/** The number may have been called; it stays taken while the call is looked for. */
	uncertain(number: string): void {
		this.numbers[number] = { kind: 'uncertain' };
	}

	/** The number was called. That settles an uncertain call to it, as no other can have been made since. */
	placed(number: string, conversationId: string | undefined): void {
		if (conversationId !== undefined) this.keep(conversationId);
		if (this.countsPlaced || this.numbers[number] !== undefined) {
			this.numbers[number] = {
				kind: 'placed',
				...(conversationId === undefined ? {} : { conversationId }),
			};
		}
		this.end(number);
	}

	private keep(conversationId: string): void {
		this.latestIds.add(conversationId);
		const [oldest] = this.latestIds;
		if (this.latestIds.size > KEPT_CONVERSATIONS && oldest !== undefined) {
			this.latestIds.delete(oldest);
		}
	}
}
