import type { IDataObject } from 'n8n-workflow';
import type { Labels } from '../../labels';
import type { Result } from '../../result';
import type { NumberingPlans } from '../recipient/numberingPlans';
import type { Contacts } from './contacts';
import type { NumberLists, NumberOptions } from './numberList';

/** The options of an item, from which guards read their settings. */
export interface GuardOptions extends NumberOptions {
	numberLists: NumberLists;
}

/** A recipient, and what is known about the numbers of the world. */
export interface GuardedRecipient {
	/** E.164. */
	number: string;
	plans: NumberingPlans;
	/** The labels of the options. */
	labels: Labels;
}

/** A call that is ready to be dialed if its guards allow it. @typeParam Settings of the guards for its item */
export interface GuardedCall<Settings> {
	item: number;
	/** The recipient, in E.164. */
	number: string;
	/** The ID under which ElevenLabs keeps the recipient's conversations. */
	userId?: string;
	/** The whole URL of the endpoint. */
	url: string;
	/** The body that is sent there. */
	request: object;
	guards: Settings;
}

/** Why a call is skipped: its output in place of ElevenLabs' answer. */
export interface Skip {
	/** The value of `reason` in the output. */
	reason: string;
	message: string;
	/** Further fields of the output; the guard's `fields` names each of them. */
	more?: IDataObject;
}

/** What an execution knows about a number that it dialed before. */
export type EarlierCall =
	| { kind: 'placed'; conversationId?: string }
	/** The call may have been placed, so the number is not dialed again. */
	| { kind: 'uncertain' };

/** What guards know about the run of a call. */
export interface GuardedRun {
	/** Milliseconds since 1970. */
	now(): number;
	/** What the execution knows about a number (E.164) that it dialed before. */
	earlierCall(number: string): EarlierCall | undefined;
	/** The first item with a number or a deduplication key, by {@link repetitionKey}. */
	readonly firstItems: Map<string, number>;
	/** The calls of the run, next to all others to the same people. */
	readonly contacts?: Contacts;
}

/** A rule that says whether a call may be made now. */
export interface Guard<Settings> {
	/**
	 * Reads the settings of an item. An option that was added counts, even if its expression returns
	 * nothing: a setting that can't be understood is a failure, never "no guard".
	 */
	read(options: GuardOptions): Result<Settings>;
	/**
	 * Completes the settings with what the recipient's number decides.
	 * @returns a failure if they can't be understood for this number
	 */
	fit?(settings: Settings, recipient: GuardedRecipient): Result<Settings>;
	/** @returns undefined if the call may be made */
	check(call: GuardedCall<Settings>, run: GuardedRun): Skip | undefined;
	/**
	 * What takes a request to find out: asked once all checks have passed, immediately before the dial.
	 * @returns undefined if the call may be made
	 * @throws if it can't be found out, so that nobody is called
	 */
	ask?(call: GuardedCall<Settings>, run: GuardedRun): Promise<Skip | undefined>;
	/** Why calls were skipped, for the summary of a run, by reason; may depend on their outputs. */
	summaries: Record<string, string | ((answers: IDataObject[]) => string)>;
	/** All further fields that it can add to the output of a skipped call. */
	fields?: readonly string[];
}
