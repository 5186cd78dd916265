import { labelOf } from '../../labels';
import type { Result } from '../../result';
import { all, valid } from '../../result';
import type { NumberRange } from '../../values';
import { readCollection, readNumber } from '../../values';
import type { ContactLimit } from './contactRule';
import type { Guard } from './guard';

const MAX_DAYS = 365;

/** Reads a limit as the workflow supplies it. */
export function readContactLimit(
	fields: Record<string, unknown>,
	label: string,
): Result<ContactLimit> {
	const read = (name: string, field: string, range: NumberRange) => {
		const number = readNumber(fields[name], label, range);
		if (number.ok) return number;
		const failures = number.failures.map((failure) => ({
			...failure,
			message: failure.message.replace(`'${label}' `, `'${label}' has a '${field}' that `),
		}));
		return { ok: false as const, failures };
	};
	return all<ContactLimit>({
		maxCalls: read('maxCalls', 'Max Calls', { min: 1, whole: true }),
		days: read('days', 'Within Days', { min: 1, max: MAX_DAYS, whole: true }),
		hoursApart: Object.hasOwn(fields, 'hoursApart')
			? read('hoursApart', 'Hours Apart', { min: 0, max: MAX_DAYS * 24 })
			: valid(0),
	});
}

/**
 * The User ID of a call: with a limit, ElevenLabs can find a person's calls only by it, so the number
 * stands in for a missing one.
 */
export function limitedUserId(
	userId: string | undefined,
	number: string,
	{ contactLimit: limit }: { contactLimit?: ContactLimit },
): string | undefined {
	return userId ?? (limit === undefined ? undefined : number);
}

/** Nobody is called more often than a limit says, by all agents of the workspace together. */
export const contactLimit: Guard<{ contactLimit?: ContactLimit }> = {
	read({ values, labels }) {
		if (!Object.hasOwn(values, 'contactLimit')) return valid({});
		const label = labelOf(labels, 'contactLimit');
		const fields = readCollection(values.contactLimit, label);
		const limit = fields.ok ? readCollection(fields.value.limit, label) : fields;
		const read = limit.ok ? readContactLimit(limit.value, label) : limit;
		return read.ok ? valid({ contactLimit: read.value }) : read;
	},
	check: () => undefined,
	async ask({ item, userId, guards: { contactLimit: limit } }, { contacts, now }) {
		if (limit === undefined) return undefined;
		if (userId === undefined || contacts === undefined) {
			throw new TypeError('Calls with a contact limit need a User ID, and a list of earlier calls');
		}
		const refusal = await contacts.begin(item, userId, limit, now);
		if (refusal === undefined) return undefined;
		const next = new Date(refusal.nextCallTime).toISOString();
		return {
			reason: 'contact_limit',
			message: `Not called: ${refusal.why} (next possible time: ${next})`,
			more: { calls_found: refusal.callsFound, next_call_time: next },
		};
	},
	summaries: { contact_limit: 'contact limit' },
	fields: ['calls_found', 'next_call_time'],
};
