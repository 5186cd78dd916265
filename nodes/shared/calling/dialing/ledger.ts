import type { Failure } from '../../failure';

/** How a call ended, as far as ElevenLabs says. */
export interface EndedCall {
	outcome: string;
	durationSecs?: number;
	/** Credits. */
	cost?: number;
}

/** The recipient of a call, and what its item wants of the output. */
export interface Called {
	/** E.164. */
	toNumber?: string;
	/** The output has the fields of the input, too. */
	keepsInput?: true;
}

/** What the outcome of a call says about whose it is. */
export function calledBy({ number, keepsInput }: { number: string; keepsInput: boolean }): Called {
	return { toNumber: number, ...(keepsInput && { keepsInput }) };
}

/** The outcome of a call. */
export type DialOutcome<Answer> = Called & DialKind<Answer>;

type DialKind<Answer> =
	| {
			kind: 'placed';
			/** ElevenLabs' answer; once the call has been followed, the output with how it ended. */
			answer: Answer;
			attempts: number;
			/** When it was dialed, in milliseconds since 1970. */
			dialedAt: number;
			/** Its answer was lost, and it was found among the conversations. */
			foundAgain?: true;
			/** The answer says how it ended. */
			isFollowed?: true;
			/** How the call of this one item ended, once it was followed. */
			ended?: EndedCall;
			/** Its deduplication key keeps later executions from placing it again. */
			hasKey?: true;
	  }
	/** Definitely not placed, and not tried again. */
	| { kind: 'failed'; failure: Failure; attempts: number }
	/** The person may have been called, and the call has not been found. */
	| { kind: 'uncertain'; failure: Failure; attempts: number }
	/** Not called on purpose; the answer says why. */
	| { kind: 'skipped'; answer: Answer };

/** The outcomes of one run of the node, by item. There is no other record of them. */
export class Ledger<Answer> {
	private readonly outcomes = new Map<number, DialOutcome<Answer>>();

	/** Called after each change; must not throw. */
	onChange?: () => void;

	/**
	 * Begins a try of the run. n8n's Retry On Fail hands in all items again: calls that were placed, or
	 * may have been, keep their outcomes and are not dialed; the others are open again.
	 */
	begin(): void {
		for (const [item, { kind }] of this.outcomes) {
			if (kind === 'failed' || kind === 'skipped') this.outcomes.delete(item);
		}
	}

	/** @returns undefined if the item was never tried, or is being dialed for the first time */
	of(item: number): DialOutcome<Answer> | undefined {
		return this.outcomes.get(item);
	}

	/** Replaces what was known of an item. */
	record(item: number, outcome: DialOutcome<Answer>): void {
		this.outcomes.set(item, outcome);
		this.onChange?.();
	}

	entries(): Array<[item: number, outcome: DialOutcome<Answer>]> {
		return [...this.outcomes];
	}

	/** Whether an item has failed, or may have. */
	hasFailure(): boolean {
		return [...this.outcomes.values()].some(
			({ kind }) => kind === 'failed' || kind === 'uncertain',
		);
	}
}

const ledgers = new WeakMap<object, Ledger<unknown>>();

/**
 * Finds the ledger of a run.
 * @param run an object that n8n makes for one run of one node in one execution, and keeps while it
 *   tries again; the ledger lives as long as that object
 */
export function ledgerOf<Answer>(run: object): Ledger<Answer> {
	const known = ledgers.get(run) as Ledger<Answer> | undefined;
	if (known !== undefined) return known;
	const ledger = new Ledger<Answer>();
	ledgers.set(run, ledger);
	return ledger;
}
