import type { INodeProperties } from 'n8n-workflow';
import type {
	BareNumberReading,
	NumberingPlans,
} from '../../shared/calling/recipient/numberingPlans';
import { readE164 } from '../../shared/calling/recipient/e164';
import type { Result } from '../../shared/result';

/** Who is called. */
export const toNumber: INodeProperties = {
	displayName: 'To Number',
	name: 'toNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. +14155550123',
	builderHint: {
		propertyHint:
			'The number of the recipient, from the input item. If the numbers have no + and country code, set options.defaultCountry.',
	},
	description:
		'The number to call, with + and the country code. Spaces, dashes and parentheses are fine. For numbers without a +, see Default Country under Options.',
};

/** Reads who is called. @param bare how to read a number without a plus */
export function readToNumber(
	value: unknown,
	plans: NumberingPlans,
	bare: Result<BareNumberReading | undefined>,
): Result<string> {
	return bare.ok ? readE164(value, plans, bare.value, toNumber.displayName) : bare;
}
