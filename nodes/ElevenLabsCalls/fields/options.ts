import type { INodeProperties } from 'n8n-workflow';

/** The countries whose numbering plans are known; a test holds them against the library. */
export const COUNTRY_CODES =
	'AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW'.split(
		' ',
	);

/** The choice of `defaultCountry` for numbers whose plus a spreadsheet dropped. */
export const INTERNATIONAL_DIGITS = 'international';

const countryNames = new Intl.DisplayNames(['en'], { type: 'region' });
const countries = COUNTRY_CODES.map((value) => ({
	name: countryNames.of(value) ?? value,
	value,
})).sort((a, b) => a.name.localeCompare(b.name));

/** How the node itself behaves, and what else ElevenLabs is told about the call. */
export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Branch ID',
			name: 'branchId',
			type: 'string',
			default: '',
			placeholder: 'e.g. agtbrch_01jx8e3ve2f0sbkq9fgbsdv6pq',
			description: 'The branch of the agent that speaks, instead of its main one',
		},
		{
			displayName: 'Check Agent',
			name: 'checkAgent',
			type: 'boolean',
			default: true,
			description:
				'Whether to refuse a call that ElevenLabs would accept and then drop when it is answered, because the agent does not allow an override or lacks a variable',
		},
		{
			displayName: 'Custom LLM Extra Body (JSON)',
			name: 'customLlmExtraBody',
			type: 'json',
			default: '{}',
			description: 'An object that is passed on to the agent’s custom LLM',
		},
		{
			displayName: 'Default Country',
			name: 'defaultCountry',
			type: 'options',
			default: 'international',
			description:
				'How to read numbers without a plus. Without this option they are refused, as it can’t be known who would be called.',
			options: [
				{
					name: '(International Digits: The Plus Was Lost)',
					value: 'international',
					description: 'A spreadsheet dropped the plus and left 14155550123',
				},
				...countries,
			],
		},
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'string',
			default: '',
			placeholder: 'e.g. production',
			description: 'The set of environment variables that the agent uses',
		},
		{
			displayName: 'Max Requests in Flight',
			name: 'maxInFlight',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 4,
			description:
				'How many calls are placed at the same time. The smallest plan of ElevenLabs allows four simultaneous calls.',
		},
		{
			displayName: 'User ID',
			name: 'userId',
			type: 'string',
			default: '',
			placeholder: 'e.g. crm-4711',
			description: 'Your own ID of the person, by which conversations can be found later',
		},
	],
};
