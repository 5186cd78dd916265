/** A setting that is left out of a call because it would have no effect. */
export interface Notice {
	/** Its label, or its path in the API if it has none. */
	setting: string;
	/** Continues "placed without 'Record in Twilio', …", e.g. `which needs a Twilio number`. */
	why: string;
}
