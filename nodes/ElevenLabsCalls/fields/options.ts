import type { INodeProperties } from 'n8n-workflow';
import { countries } from './countries';

/** The choice of `defaultCountry` for numbers whose plus a spreadsheet dropped. */
export const INTERNATIONAL_DIGITS = 'international';

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
