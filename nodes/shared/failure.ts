/** Something that went wrong, for the person who built the workflow. */
export interface Failure {
	/** What happened: one sentence without a period, e.g. `'To Number' is empty`. */
	message: string;
	/** What to do about it: one or two whole sentences, or empty. */
	advice: string;
	/** The parameter's label as the editor shows it, or the field of the request. */
	parameter?: string;
	/** HTTP status of ElevenLabs' answer. */
	status?: number;
	/** ElevenLabs' own name for it, e.g. `missing_permissions`; Node's if there was no answer. */
	code?: string;
	/** For ElevenLabs' support. */
	requestId?: string;
}

/**
 * A failure that is about one parameter.
 * @param label as the editor shows it
 * @param problem continues the sentence "'To Number' …", e.g. `is empty`
 */
export function parameterFailure(label: string, problem: string, advice: string): Failure {
	return { message: `'${label}' ${problem}`, advice, parameter: label };
}

/** Several failures of one item as one: each text once, and the status and IDs of the first. */
export function joined(failures: Failure[]): Failure {
	const [first, ...others] = failures;
	if (first === undefined) throw new TypeError('Nothing has failed');
	if (others.length === 0) return first;
	const each = (texts: Array<string | undefined>, separator: string) =>
		[...new Set(texts.filter((text) => text !== undefined && text !== ''))].join(separator);
	const parameter = each(
		failures.map((failure) => failure.parameter),
		', ',
	);
	return {
		...first,
		message: each(
			failures.map(({ message }) => message),
			'; ',
		),
		advice: each(
			failures.map(({ advice }) => advice),
			' ',
		),
		...(parameter === '' ? {} : { parameter }),
	};
}

/** What to do before calling a number again that may have been called. */
export const LOOK_FIRST =
	'Look for it under Conversations in ElevenLabs before anyone calls this number again.';
