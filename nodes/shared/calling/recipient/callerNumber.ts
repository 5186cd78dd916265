import type { DialingProvider } from '../../elevenlabs/paths';
import type { PhoneNumber } from '../../elevenlabs/schemas';
import type { Result } from '../../result';
import { invalid, valid } from '../../result';
import { maskPhoneNumber } from './e164';
import { senderWithId } from './senderId';

/** Names of the providers whose numbers can dial, by their names in the API. */
const PROVIDER_NAMES: Record<DialingProvider, string> = {
	twilio: 'Twilio',
	sip_trunk: 'SIP trunk',
	exotel: 'Exotel',
};

/**
 * Names a number of the workspace, e.g. `Sales (+15550100000, Twilio)`.
 * @param shown the number itself; in full where the user chooses among numbers
 */
export function phoneNumberName(
	{ label, phone_number: number, provider }: PhoneNumber,
	shown = number,
): string {
	const by = isDialing(provider) ? PROVIDER_NAMES[provider] : provider;
	return label ? `${label} (${shown}, ${by})` : `${shown} (${by})`;
}

/** Why a number of the workspace can't place calls; undefined if it can. */
export function whyNotDialable(number: PhoneNumber): string | undefined {
	if (number.supports_outbound === false) return 'is set to receive calls only';
	if (!isDialing(number.provider)) {
		return `has provider '${number.provider}', which this version can't dial with`;
	}
	return lacksTrunk(number) ? 'has no outbound SIP trunk' : undefined;
}

function isDialing(provider: string): provider is DialingProvider {
	return Object.hasOwn(PROVIDER_NAMES, provider);
}

/**
 * Only if both fields say so: the API requires neither of them, so an absent one says nothing.
 * `provider_config` is the deprecated name of `outbound_trunk`.
 */
function lacksTrunk({ provider, outbound_trunk, provider_config }: PhoneNumber): boolean {
	return provider === 'sip_trunk' && outbound_trunk === null && provider_config === null;
}

/**
 * Finds the provider of a number of the workspace. Each provider has its own endpoint, and
 * ElevenLabs refuses a wrong pair (`invalid_provider_config`).
 * @param id the ID in the item
 * @param numbers the workspace's numbers
 * @param label of the parameter that the ID is given in
 */
export function providerOf(
	id: string,
	numbers: PhoneNumber[],
	label: string,
): Result<DialingProvider> {
	const sender = senderWithId(id, numbers, label, 'a phone number');
	if (!sender.ok) return sender;
	const number = sender.value;
	const reason = whyNotDialable(number);
	if (reason === undefined && isDialing(number.provider)) return valid(number.provider);
	return invalid(
		label,
		`'${phoneNumberName(number, maskPhoneNumber(number.phone_number))}' ${reason}`,
		'Choose a number that can place calls, or set this one up for outbound calls in ElevenLabs.',
	);
}
