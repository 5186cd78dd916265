import type { Checked } from './problem';
import { invalid, valid } from './problem';

/** A phone number of the workspace, as ElevenLabs lists it. */
export interface PhoneLine {
	phone_number_id: string;
	phone_number: string;
	label?: string | null;
	provider: string;
	supports_outbound?: boolean | null;
	outbound_trunk?: unknown;
}

/** The providers that can dial, each with its endpoint; `provider` values are those of the API. */
const ENDPOINTS: Record<string, string> = {
	twilio: '/v1/convai/twilio/outbound-call',
	sip_trunk: '/v1/convai/sip-trunk/outbound-call',
	exotel: '/v1/convai/exotel/outbound-call',
};

const PARAMETER = 'Phone Number';

/** How a line is called in lists and texts, e.g. `Sales (+15550100000, Twilio)`. */
export function lineName(line: PhoneLine): string {
	const provider =
		{ twilio: 'Twilio', sip_trunk: 'SIP trunk', exotel: 'Exotel' }[line.provider] ?? line.provider;
	return line.label
		? `${line.label} (${line.phone_number}, ${provider})`
		: `${line.phone_number} (${provider})`;
}

/** Why a line can't place calls; undefined where it can. */
export function whyNotDialable(line: PhoneLine): string | undefined {
	if (line.supports_outbound === false) return 'is set to receive calls only';
	if (ENDPOINTS[line.provider] === undefined) {
		return `has the provider '${line.provider}', which this version can't dial with`;
	}
	if (line.provider === 'sip_trunk' && !line.outbound_trunk) return 'has no outbound SIP trunk';
	return undefined;
}

/**
 * Picks the endpoint for a number: a wrong pair is refused by ElevenLabs (`invalid_provider_config`).
 * @param id the ID that the item asks for
 * @param lines the workspace's numbers
 */
export function chooseEndpoint(
	id: string,
	lines: PhoneLine[],
): Checked<{ endpoint: string; provider: string }> {
	const line = lines.find(({ phone_number_id }) => phone_number_id === id);
	if (line === undefined) return unknownLine(id, lines);
	const reason = whyNotDialable(line);
	const endpoint = ENDPOINTS[line.provider];
	if (reason === undefined && endpoint !== undefined) {
		return valid({ endpoint, provider: line.provider });
	}
	return invalid(
		PARAMETER,
		`'${lineName(line)}' ${reason}`,
		'Choose a number that can place calls, or set this one up for outbound calls in ElevenLabs.',
	);
}

function unknownLine(id: string, lines: PhoneLine[]): Checked<never> {
	const digits = (text: string) => text.replace(/\D/g, '');
	const meant = lines.find((line) => /^[+\d]/.test(id) && digits(line.phone_number) === digits(id));
	return invalid(
		PARAMETER,
		`'${id}' is not the ID of a phone number in this workspace`,
		meant === undefined
			? 'Choose it from the list. If the ID is right, the credential may belong to another workspace or region.'
			: `It is the number itself: use its ID, ${meant.phone_number_id}.`,
	);
}
