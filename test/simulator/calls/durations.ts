/** How long each part of a call takes, in milliseconds. */
export const durations = {
	/** Until a person or a machine picks up. */
	ringing: 8_000,
	/** From the pickup of a person to the end of the call. */
	conversation: 40_000,
	/** From the pickup of a machine to the end of the call. */
	voicemail: 25_000,
	/** From pickup to the end of a call that drops. */
	drop: 1_000,
	/** From the end of a call to the end of its analysis. */
	processing: 5_000,
	/** Until the carrier reports busy. */
	busy: 2_000,
	/** Until a person declines to be called on WhatsApp. */
	declined: 4_000,
	/** Until the carrier reports that the number does not exist. */
	failed: 3_000,
	/** From pickup until the carrier says whether a machine answered. */
	machineVerdict: 4_000,
	/** The same when it waits for the tone of the machine. */
	machineTone: 12_000,
	/** How long it rings if nobody picks up and the request sets no limit. */
	unanswered: 60_000,
};

export type Durations = typeof durations;

/** Calls that end in a quarter of a minute, for a person who watches. */
export const shortDurations: Durations = {
	...durations,
	ringing: 2_000,
	conversation: 12_000,
	voicemail: 13_000,
	processing: 2_000,
	unanswered: 15_000,
};

/** The cost of one second of conversation. */
export const creditsPerSecond = 7;
