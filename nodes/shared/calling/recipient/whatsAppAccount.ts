import type { WhatsAppAccount } from '../../elevenlabs/whatsApp';
import type { Result } from '../../result';
import { invalid } from '../../result';
import { maskPhoneNumber } from './e164';
import { senderWithId } from './senderId';

/**
 * Names a WhatsApp account, e.g. `Sales (+15550100000)`.
 * @param shown the number; in full where the user chooses among accounts
 */
export function whatsAppAccountName(
	{ phone_number_name: name, phone_number: number }: WhatsAppAccount,
	shown = number,
): string {
	return name ? `${name} (${shown})` : shown;
}

/** Why an account can't place calls; undefined if it can. */
export function whyNotCalling({
	is_token_expired: isExpired,
}: WhatsAppAccount): string | undefined {
	return isExpired === true ? 'has an expired token' : undefined;
}

/**
 * Checks that an account can place calls.
 * @param id the ID in the item
 * @param accounts those of the workspace
 * @param label of the parameter that the ID is given in
 */
export function callingAccount(
	id: string,
	accounts: WhatsAppAccount[],
	label: string,
): Result<WhatsAppAccount> {
	const account = senderWithId(id, accounts, label, 'a WhatsApp account');
	if (!account.ok) return account;
	const reason = whyNotCalling(account.value);
	if (reason === undefined) return account;
	const shown = maskPhoneNumber(account.value.phone_number);
	return invalid(
		label,
		`'${whatsAppAccountName(account.value, shown)}' ${reason}`,
		'Connect the account again under WhatsApp in ElevenLabs, or choose another one.',
	);
}
