import type { JudgedCall } from '../shared/calling/following/callOutcome';

/** Names that the verdict may have, in lower case and letters only; the first one found counts. */
const NAMES = ['answeredby', 'result', 'verdict'];

/** How deep it may be: event, `data`, `metadata`, `body`, and one to spare. */
const MAX_DEPTH = 5;

const PERSON = /^(?:human|person)\b/;
const MACHINE = /^(?:answering_?)?machine|^voice_?mail/;
const NEITHER = /^(?:fax|unknown)\b/;

/**
 * Judges an `answering_machine_detection` event. ElevenLabs doesn't document its body, so this
 * looks for the verdict under several likely names, at any level, in any case.
 * @param raw the whole event
 */
export function judgeMachine(raw: unknown): JudgedCall {
	return machineVerdict(raw) ?? unknown();
}

/**
 * The verdict of an `answering_machine_detection` event.
 * @returns undefined if no likely name has a value that is understood
 */
export function machineVerdict(raw: unknown): JudgedCall | undefined {
	const found = verdictsIn(raw, MAX_DEPTH);
	for (const name of NAMES) {
		for (const [key, value] of found) {
			if (key !== name) continue;
			if (PERSON.test(value)) return { outcome: 'answered', reason: 'A person picked up' };
			if (MACHINE.test(value)) return { outcome: 'voicemail', reason: 'A machine answered' };
			if (NEITHER.test(value)) return unknown(value);
		}
	}
	return undefined;
}

function unknown(value?: string): JudgedCall {
	const reason =
		value === undefined || value === 'unknown'
			? 'It is unclear whether a person or a machine answered'
			: `It is unclear whether a person or a machine answered: ${value}`;
	return { outcome: 'unknown', reason };
}

/** @returns names and values, normalized; outer levels first */
function verdictsIn(value: unknown, depth: number): Array<[name: string, value: string]> {
	if (depth === 0 || typeof value !== 'object' || value === null) return [];
	const entries = Object.entries(value) as Array<[string, unknown]>;
	const here = entries.flatMap(([name, field]): Array<[string, string]> =>
		typeof field === 'string'
			? [[name.toLowerCase().replace(/[^a-z]/g, ''), normalized(field)]]
			: [],
	);
	return [...here, ...entries.flatMap(([, field]) => verdictsIn(field, depth - 1))];
}

const normalized = (text: string) =>
	text
		.trim()
		.toLowerCase()
		.replace(/[\s-]+/g, '_');
