/** How to read a number without a plus: as one of a country (ISO 3166 code), or as international digits. */
export type BareNumberReading = 'international' | { country: string };

/** A number in E.164, or why the digits can't be dialed. */
export type PlanReading =
	| { e164: string }
	| {
			reason:
				| 'unknown country'
				| 'not a number of the country'
				/** Both readings are numbers of the country. */
				| 'with or without its country code'
				/** A 0 after the country code that is not dialed from abroad, but without it no number is left. */
				| 'zero that does not belong'
				/** Digits after the country code that are a prefix in one number and a part of another. */
				| 'prefix reads two ways'
				/** A 0 in parentheses that may or may not be part of the number. */
				| 'zero reads two ways';
	  };

/** What is known about the numbers of the world's countries. */
export interface NumberingPlans {
	/**
	 * Reads a number as people of one country dial it.
	 * @param number digits only
	 * @param country ISO 3166-1 alpha-2 code in capitals
	 */
	readNational(number: string, country: string): PlanReading;
	/**
	 * Drops what is only dialed within a country (the second 0 in `+44 020 …`) if its plan has no
	 * number with it. Numbers of unknown countries or without a plan are not changed.
	 * @param number + and digits
	 * @param zeroInBrackets the index of a 0 that stands alone in parentheses
	 */
	readInternational(number: string, zeroInBrackets?: number): PlanReading;
	/** Whether a number (+ and digits) has the length and the first digits of one in its country's plan. */
	fits(number: string): boolean;
	/**
	 * Whether a number in a plan begins like this (+ and digits), as it is dialed from abroad. A
	 * plan also has ranges that are not in use: Russia's has +7 8495 …, though 495 only ever
	 * follows the trunk prefix 8.
	 */
	canBegin(beginning: string): boolean;
	/** The time zones (IANA names) that a number (E.164) can be in; none if they aren't known. */
	timeZonesOf(number: string): readonly string[];
}
