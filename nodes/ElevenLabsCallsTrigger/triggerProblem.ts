/** Something that keeps the trigger from being set up, or from understanding a delivery. */
export class TriggerProblem extends Error {
	readonly name = 'TriggerProblem';

	/**
	 * @param message what is wrong, one sentence without a period
	 * @param advice what to do next
	 */
	constructor(
		message: string,
		readonly advice: string,
	) {
		super(message);
	}
}
