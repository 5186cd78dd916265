import { maskPhoneNumber } from './phoneNumber';
import type { Result } from '../../result';
import { invalid, valid } from '../../result';

/** A phone number of the workspace, as ElevenLabs lists it. */
export interface PhoneLine {
	phone_number_id: string;
	phone_number: string;
	label?: string | null;
	provider: string;
	supports_outbound?: boolean | null;
	/** SIP trunk only, and not in every answer. */
	outbound_trunk?: unknown;
	/** The deprecated twin of `outbound_trunk`; an answer may have either of them. */
	provider_config?: unknown;
}

/** The providers that can dial, each with its endpoint; `provider` values are those of the API. */
const PROVIDERS = new Map([
	['twilio', { name: 'Twilio', endpoint: '/v1/convai/twilio/outbound-call' }],
	['sip_trunk', { name: 'SIP trunk', endpoint: '/v1/convai/sip-trunk/outbound-call' }],
	['exotel', { name: 'Exotel', endpoint: '/v1/convai/exotel/outbound-call' }],
]);

const PARAMETER = 'From Number';

/**
 * How a line is called, e.g. `Sales (+15550100000, Twilio)`.
 * @param number how its number is shown; in full where the user chooses among lines
 */
export function lineName(line: PhoneLine, number = line.phone_number): string {
	const provider = PROVIDERS.get(line.provider)?.name ?? line.provider;
	return line.label ? `${line.label} (${number}, ${provider})` : `${number} (${provider})`;
}

/** Why a line can't place calls; undefined where it can. */
export function whyNotDialable(line: PhoneLine): string | undefined {
	if (line.supports_outbound === false) return 'is set to receive calls only';
	if (!PROVIDERS.has(line.provider)) {
		return `has provider '${line.provider}', which this version can't dial with`;
	}
	return lacksTrunk(line) ? 'has no outbound SIP trunk' : undefined;
}

/** Only when both say so: the API requires neither of them, so an absent one says nothing. */
function lacksTrunk({ provider, outbound_trunk, provider_config }: PhoneLine): boolean {
	return provider === 'sip_trunk' && outbound_trunk === null && provider_config === null;
}

/**
 * Picks the endpoint for a number: a wrong pair is refused by ElevenLabs (`invalid_provider_config`).
 * @param id the ID that the item asks for
 * @param lines the workspace's numbers
 */
export function chooseEndpoint(
	id: string,
	lines: PhoneLine[],
): Result<{ endpoint: string; provider: string }> {
	const line = lines.find(({ phone_number_id }) => phone_number_id === id);
	if (line === undefined) return unknownLine(id, lines);
	const reason = whyNotDialable(line);
	const endpoint = PROVIDERS.get(line.provider)?.endpoint;
	if (reason === undefined && endpoint !== undefined) {
		return valid({ endpoint, provider: line.provider });
	}
	return invalid(
		PARAMETER,
		`'${lineName(line, maskPhoneNumber(line.phone_number))}' ${reason}`,
		'Choose a number that can place calls, or set this one up for outbound calls in ElevenLabs.',
	);
}

function unknownLine(id: string, lines: PhoneLine[]): Result<never> {
	const digits = (text: string) => text.replace(/\D/g, '');
	const isNumber = /^[+\d][\d\s().-]*$/.test(id);
	const meant = lines.find((line) => isNumber && digits(line.phone_number) === digits(id));
	return invalid(
		PARAMETER,
		`'${isNumber ? maskPhoneNumber(id) : id}' is not the ID of a phone number in this workspace`,
		meant === undefined
			? 'Choose it from the list. If the ID is right, the credential may belong to another workspace or region.'
			: `This is the number itself. Use its ID, ${meant.phone_number_id}.`,
	);
}
