import type { IDataObject } from 'n8n-workflow';
import type { Claims } from '../../claims';
import type { Clock } from '../../clock';
import { mapLimited } from '../../concurrency';
import type { Failure } from '../../failure';
import type { DialedNumbers } from '../dialing/dialedNumbers';
import { dialRun } from '../dialing/dialRun';
import type { DialAttempt, UncertainCall } from '../dialing/dialRunOptions';
import type { DialOutcome, Ledger } from '../dialing/ledger';
import { calledBy } from '../dialing/ledger';
import { Pace } from '../dialing/pace';
import { CallGuards, skippedAnswer } from '../guards';
import type { Contacts } from '../guards/contacts';
import { requestShown } from '../guards/dryRun';
import { keyUsedBefore } from '../guards/repeatedCalls';
import type { Batch, BatchRow } from './batchPlan';
import { batchRequest, planBatches } from './batchPlan';

/** What a run of batches needs from outside, and its limits. */
export interface BatchRunOptions {
	/** Sends one request, once. */
	submit: (batch: Batch) => Promise<DialAttempt<IDataObject>>;
	/** Looks for the batches of submits whose answers were lost; undefined at the indexes of those not found. */
	find: (batches: Array<UncertainCall<Batch>>) => Promise<Array<IDataObject | undefined>>;
	/** Called as soon as a batch is known to be created. */
	onCreated: (batch: Batch, answer: IDataObject) => void;
	/** Turns what was thrown before a submit into a failure. */
	failureOf: (error: unknown) => Failure;
	/** Why a batch is uncertain if the run is canceled during its submit. */
	abandoned: (batch: Batch) => Failure;
	/** Gets the outcome of each item; items of a batch share its answer. */
	ledger: Ledger<IDataObject>;
	/** Numbers that this execution called before; gets those of the batches, too. */
	dialed: DialedNumbers;
	claims: Claims;
	/** Needed by rows with a contact limit. */
	contacts?: Contacts;
	clock: Clock;
	/**
	 * Finds out whether the run was canceled elsewhere. Awaited often, because it can take minutes to ask
	 * the guards of a large batch. Never rejects.
	 */
	lookForStop: () => Promise<void>;
	maxRecipients: number;
	/** How long a batch that was definitely not created is retried, in milliseconds. */
	keepTryingMs: number;
	/** Whether the first failure ends the run. */
	stops: boolean;
}

/** Rows whose guards ask, or whose keys are claimed, at once. */
const ROWS_AT_ONCE = 10;

/**
 * Submits rows in batches, one after the other, and records the outcome of each item. Guards check each
 * row before the batches are planned, and again immediately before the submit: as of the time at which
 * the batch starts. Rows that have an outcome from an earlier try keep it.
 */
export async function runBatches(rows: BatchRow[], options: BatchRunOptions): Promise<void> {
	const run = new BatchRun(options);
	await run.finish(rows);
}

class BatchRun {
	/** When the batch starts whose rows are being checked; batches are checked one after the other. */
	private startsAt = 0;

	private readonly guards: CallGuards;

	/** Items whose deduplication key was claimed. */
	private readonly claimed = new Map<number, string>();

	/** Releases of rows that left their batch. */
	private readonly releases: Array<Promise<void>> = [];

	constructor(private readonly options: BatchRunOptions) {
		this.guards = new CallGuards(
			() => this.startsAt,
			(number) => options.dialed.of(number),
			options.contacts,
		);
	}

	async finish(rows: BatchRow[]): Promise<void> {
		const { options } = this;
		const { ledger, dialed, clock } = options;
		for (const row of rows) if (ledger.of(row.item) !== undefined) this.guards.remember(row);
		const callable = rows.filter((row) => ledger.of(row.item) === undefined && this.mayCall(row));
		await dialRun<Batch, IDataObject>(planBatches(callable, options.maxRecipients), {
			dial: async (batch) => await options.submit(batch),
			find: async (uncertain) => {
				const found = await options.find(uncertain);
				for (const [index, { call: batch }] of uncertain.entries()) {
					if (found[index] !== undefined) continue;
					for (const { number } of batch.rows) dialed.end(number);
				}
				return found;
			},
			// The look-up could take one batch for another that is like it.
			recipientOf: () => 'any batch',
			skip: (batch) => this.skip(batch),
			claim: async (batch) => await this.claim(batch),
			release: async (batch) => await this.release(batch.rows),
			record: (batch, outcome) => this.record(batch, outcome),
			outcomeOf: ({ rows: [first] }) => first && ledger.of(first.item),
			failureOf: options.failureOf,
			abandoned: options.abandoned,
			clock,
			pace: new Pace(clock, { beforeTurn: options.lookForStop }),
			random: Math.random,
			maxConcurrentCalls: 1,
			keepTryingMs: options.keepTryingMs,
			stops: options.stops,
		});
		await Promise.all(this.releases);
	}

	/** Checks a row without a request; if it is skipped, that is its outcome. */
	private mayCall(row: BatchRow): boolean {
		const { scheduled_time_unix: start = 0 } = row.settings;
		// A batch that is submitted after its time, because it had to wait, starts at once.
		this.startsAt = Math.max(start * 1000, this.options.clock.now());
		const answer = this.guards.check(row);
		if (answer !== undefined) this.skipRow(row, answer);
		return answer === undefined;
	}

	private skipRow(row: BatchRow, answer: IDataObject): void {
		this.keep(row, { kind: 'skipped', answer });
	}

	private keep(row: BatchRow, outcome: DialOutcome<IDataObject>): void {
		this.options.ledger.record(row.item, { ...outcome, ...calledBy(row) });
	}

	/** @returns why the whole batch isn't submitted; undefined if it may be */
	private skip(batch: Batch): IDataObject | undefined {
		this.keepOnly(batch, (row) => this.mayCall(row));
		const [first] = batch.rows;
		if (first === undefined) return {};
		return batch.isDryRun ? skippedAnswer(requestShown(first.url, batchRequest(batch))) : undefined;
	}

	/** Takes all other rows out of a batch. */
	private keepOnly(batch: Batch, stays: (row: BatchRow) => boolean): void {
		const left = batch.rows.filter((row) => !stays(row));
		if (left.length === 0) return;
		const gone = new Set(left);
		batch.rows = batch.rows.filter((row) => !gone.has(row));
		this.releases.push(this.release(left));
	}

	/**
	 * Asks the guards of each row, and claims its key.
	 * @throws if that can't be done for one of them, and a failure ends the run
	 */
	private async claim(batch: Batch): Promise<IDataObject | undefined> {
		const { clock, dialed, stops, failureOf, ledger, lookForStop } = this.options;
		// Sorted: runs that wait for each other's numbers would otherwise wait forever.
		for (const number of batch.rows.map((row) => row.number).sort()) {
			if (!(await dialed.begin(number, clock.cancelled))) return undefined;
		}
		let thrown: { error: unknown } | undefined;
		await mapLimited(
			batch.rows,
			ROWS_AT_ONCE,
			async (row) => {
				await lookForStop();
				if (clock.isCancelled()) return;
				try {
					await this.admit(row);
				} catch (error) {
					if (stops) thrown ??= { error };
					else this.keep(row, { kind: 'failed', failure: failureOf(error), attempts: 0 });
				}
			},
			() => thrown !== undefined || clock.isCancelled(),
		);
		await lookForStop();
		if (thrown !== undefined) {
			await this.release(batch.rows).catch(() => {});
			throw thrown.error;
		}
		this.keepOnly(batch, ({ item }) => ledger.of(item) === undefined);
		return batch.rows.length === 0 ? {} : undefined;
	}

	/** Claims the key of a row if its guards allow the call; if they don't, that is its outcome. */
	private async admit(row: BatchRow): Promise<void> {
		const { deduplicationKey: key } = row.guards;
		const reason = await this.guards.ask(row);
		if (reason !== undefined) this.skipRow(row, reason);
		else if (key === undefined) return;
		else if (await this.options.claims.claim(key)) this.claimed.set(row.item, key);
		else this.skipRow(row, skippedAnswer(keyUsedBefore()));
	}

	/** If a key can't be released, the person is not called, which is the safe side. */
	private async release(rows: BatchRow[]): Promise<void> {
		for (const { number } of rows) this.options.dialed.end(number);
		await mapLimited(rows, ROWS_AT_ONCE, async (row) => {
			await this.guards.release(row);
			const key = this.claimed.get(row.item);
			if (key === undefined) return;
			this.claimed.delete(row.item);
			await this.options.claims.release(key).catch(() => {});
		});
	}

	private record(batch: Batch, outcome: DialOutcome<IDataObject>): void {
		const { dialed, onCreated } = this.options;
		const keyed = outcome.kind === 'placed' ? { ...outcome, hasKey: true as const } : outcome;
		for (const row of batch.rows) {
			this.keep(row, row.guards.deduplicationKey === undefined ? outcome : keyed);
			dialed.record(row.number, outcome.kind);
		}
		if (outcome.kind === 'placed') onCreated(batch, outcome.answer);
	}
}
