import {
	callingAccount,
	whatsAppAccountName,
	whyNotCalling,
} from '../../../../nodes/shared/calling/recipient/whatsAppAccount';
import type { WhatsAppAccount } from '../../../../nodes/shared/elevenlabs/whatsApp';

const account = (more: Partial<WhatsAppAccount> = {}): WhatsAppAccount => ({
	phone_number_id: '106540352242922',
	phone_number: '+15550100000',
	phone_number_name: 'Sales',
	...more,
});
const LABEL = 'WhatsApp Account';
const choose = (id: string, accounts: WhatsAppAccount[]) => callingAccount(id, accounts, LABEL);
const refused = (message: string, advice: string) => ({
	ok: false,
	failures: [
		{
			parameter: LABEL,
			message: expect.stringContaining(`'${LABEL}' ${message}`),
			advice: expect.stringContaining(advice),
		},
	],
});

it.each([
	['Sales', 'Sales (+15550100000)'],
	['', '+15550100000'],
	[null, '+15550100000'],
	[undefined, '+15550100000'],
])('has name and number: %p', (name, shown) => {
	expect(whatsAppAccountName(account({ phone_number_name: name }))).toBe(shown);
});

it.each([false, null, undefined])('calls if its token has not expired: %p', (isExpired) => {
	const one = account({ is_token_expired: isExpired });
	expect(whyNotCalling(one)).toBeUndefined();
	expect(choose('106540352242922', [account({ phone_number_id: '1' }), one])).toEqual({
		ok: true,
		value: one,
	});
});

it('does not call with an expired token, and shows four digits of its number', () => {
	expect(choose('106540352242922', [account({ is_token_expired: true })])).toEqual(
		refused("'Sales (…0000)' has an expired token", 'Connect the account again'),
	);
});

it('is named if the number itself was given', () => {
	expect(choose('15550100000', [account()])).toEqual(
		refused("'…0000' is not the ID of a WhatsApp account", 'Use its ID, 106540352242922.'),
	);
});

it('must be one of the workspace', () => {
	expect(choose('other', [account()])).toEqual(
		refused("'other' is not the ID of a WhatsApp account", 'Choose it from the list.'),
	);
});
