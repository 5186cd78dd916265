import { isRecord } from '../../values';
import type { EarlierCall } from '../guards/guard';
import type { DialOutcome } from './ledger';

/** The key of the numbers in an execution's data. */
const KEY = 'elevenLabsCalls';

interface Dial {
	run: DialedNumbers;
	ended: Promise<void>;
	end: () => void;
}

/** The part of an execution's data that is not saved with it. */
interface Unsaved {
	/** Dials in progress, by number; they end with the n8n process. */
	dials: Map<string, Dial>;
	/** Conversation IDs of the latest calls. */
	conversationIds: Set<string>;
}

const unsavedOf = new WeakMap<object, Unsaved>();

/** More than can be placed within the second in which two calls could be confused. */
const KEPT_CONVERSATIONS = 1_000;

/**
 * The numbers that an execution dialed before, as one run of a node sees them. All runs of an
 * execution share them, including those of other nodes and those at the same time.
 */
export class DialedNumbers {
	private readonly numbers: Record<string, unknown>;

	private readonly dials: Map<string, Dial>;

	private readonly latestIds: Set<string>;

	/**
	 * @param execution an object that lives as long as the execution, and may be saved with it as JSON
	 * @param countsPlaced whether placed calls count; otherwise only uncertain ones do
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

	/** Conversation IDs of the execution's latest calls. */
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
	 * @param givenUp stops the wait when it resolves; the number isn't taken then
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

	/** Notes the outcome of a number's dial. */
	record(number: string, kind: DialOutcome<unknown>['kind'], conversationId?: string): void {
		if (kind === 'placed') this.placed(number, conversationId);
		else if (kind === 'uncertain') this.uncertain(number);
		else if (kind === 'failed') this.end(number);
	}

	/** Notes that the number may have been called. It stays taken while the call is looked for. */
	uncertain(number: string): void {
		this.numbers[number] = { kind: 'uncertain' };
	}

	/** Notes that the number was called. An uncertain call to it was this one; no other can have been made since. */
	placed(number: string, conversationId?: string): void {
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
		if (this.latestIds.size <= KEPT_CONVERSATIONS) return;
		const [oldest] = this.latestIds;
		if (oldest !== undefined) this.latestIds.delete(oldest);
	}
}
