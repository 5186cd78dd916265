import { OUTBOUND_CALL_PATHS } from '../../../../nodes/shared/elevenlabs/paths';
import type { PhoneNumber } from '../../../../nodes/shared/elevenlabs/schemas';
import {
	phoneNumberName,
	providerOf,
	whyNotDialable,
} from '../../../../nodes/shared/calling/recipient/callerNumber';

const line = (more: Partial<PhoneNumber> = {}): PhoneNumber => ({
	phone_number_id: 'phnum_a',
	phone_number: '+15550100000',
	label: 'Sales',
	provider: 'twilio',
	...more,
});
const trunk = { address: 'sip.example.com' };
const refused = (message: string, advice: string) => ({
	ok: false,
	failures: [{ parameter: 'From Number', message: `'From Number' ${message}`, advice }],
});
const choose = (id: string, lines: PhoneNumber[]) => providerOf(id, lines, 'From Number');
const SET_UP =
	'Choose a number that can place calls, or set this one up for outbound calls in ElevenLabs.';

describe('the name of a phone number', () => {
	it.each([
		[line(), 'Sales (+15550100000, Twilio)'],
		[line({ provider: 'sip_trunk' }), 'Sales (+15550100000, SIP trunk)'],
		[line({ provider: 'exotel' }), 'Sales (+15550100000, Exotel)'],
		[line({ provider: 'genesys' }), 'Sales (+15550100000, genesys)'],
		[line({ provider: 'constructor' }), 'Sales (+15550100000, constructor)'],
		[line({ label: '' }), '+15550100000 (Twilio)'],
		[line({ label: null }), '+15550100000 (Twilio)'],
		[line({ label: undefined }), '+15550100000 (Twilio)'],
	])('has label, number and provider: %#', (one, name) => {
		expect(phoneNumberName(one)).toBe(name);
	});
});

describe('a phone number', () => {
	it.each([
		['of Twilio', line(), '/v1/convai/twilio/outbound-call'],
		[
			'of Twilio that may dial',
			line({ supports_outbound: true }),
			'/v1/convai/twilio/outbound-call',
		],
		['that does not say', line({ supports_outbound: null }), '/v1/convai/twilio/outbound-call'],
		[
			'of a SIP trunk',
			line({ provider: 'sip_trunk', outbound_trunk: trunk }),
			'/v1/convai/sip-trunk/outbound-call',
		],
		...[
			{},
			{ outbound_trunk: null },
			{ provider_config: null },
			{ outbound_trunk: undefined, provider_config: undefined },
			{ outbound_trunk: null, provider_config: undefined },
			{ outbound_trunk: null, provider_config: trunk },
			{ outbound_trunk: trunk, provider_config: null },
			{ outbound_trunk: trunk, provider_config: trunk },
		].map((trunks): [string, PhoneNumber, string] => [
			`of a SIP trunk, which may be one: ${JSON.stringify(trunks)}`,
			line({ provider: 'sip_trunk', ...trunks }),
			'/v1/convai/sip-trunk/outbound-call',
		]),
		['of Exotel', line({ provider: 'exotel' }), '/v1/convai/exotel/outbound-call'],
	])('is dialed with by the endpoint of its provider: %s', (_, one, endpoint) => {
		expect(whyNotDialable(one)).toBeUndefined();
		expect(choose('phnum_a', [line({ phone_number_id: 'other' }), one])).toEqual({
			ok: true,
			value: one.provider,
		});
		expect(Object.entries(OUTBOUND_CALL_PATHS)).toContainEqual([one.provider, endpoint]);
	});

	it.each([
		[line({ supports_outbound: false }), 'is set to receive calls only', 'Twilio'],
		[
			line({ provider: 'sip_trunk', outbound_trunk: null, provider_config: null }),
			'has no outbound SIP trunk',
			'SIP trunk',
		],
		[
			line({ provider: 'genesys' }),
			"has provider 'genesys', which this version can't dial with",
			'genesys',
		],
		[
			line({ provider: 'toString' }),
			"has provider 'toString', which this version can't dial with",
			'toString',
		],
	])('is refused if it cannot place calls: %#', (one, reason, provider) => {
		expect(whyNotDialable(one)).toBe(reason);
		expect(choose('phnum_a', [one])).toEqual(
			refused(`'Sales (…0000, ${provider})' ${reason}`, SET_UP),
		);
	});
});

describe('an ID', () => {
	const belongsElsewhere =
		'Choose it from the list. If the ID is right, the credential may belong to another workspace or region.';

	it.each([['phnum_b'], ['PHNUM_A'], ['Sales'], ['']])(
		'is refused if no phone number in the workspace has it: %p',
		(id) => {
			expect(choose(id, [line()])).toEqual(
				refused(`'${id}' is not the ID of a phone number in this workspace`, belongsElsewhere),
			);
			expect(choose(id, [])).toEqual(
				refused(`'${id}' is not the ID of a phone number in this workspace`, belongsElsewhere),
			);
		},
	);

	it.each([['+15550100000'], ['+1 (555) 010-0000'], ['15550100000']])(
		'is named if the number itself was given: %s',
		(id) => {
			expect(choose(id, [line({ phone_number: '+1', phone_number_id: 'x' }), line()])).toEqual(
				refused(
					"'…0000' is not the ID of a phone number in this workspace",
					'This is the number itself. Use its ID, phnum_a.',
				),
			);
		},
	);

	it("shows only the last four digits of someone else's number", () => {
		expect(choose('+49 171 2345678', [line()])).toEqual(
			refused("'…5678' is not the ID of a phone number in this workspace", belongsElsewhere),
		);
	});
});
