import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { countries } from '../../shared/calling/recipient/countries';
import { readCollection } from '../../shared/values';
import { valueOrThrow } from '../itemParameters';
import { labelsIn } from './collectionLabels';
import { callsPerMinute, keepTryingSecs, maxInFlight, maxSimultaneousCalls } from './runLimits';

/** Weekdays as ISO 8601 numbers them. */
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map(
	(name, index) => ({ name, value: index + 1 }),
);

/** How the node behaves, and further settings of the call. */
export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Allowed Numbers',
			name: 'allowedNumbers',
			type: 'string',
			default: '',
			placeholder: 'e.g. +14155550123, +49*',
			description:
				'The only numbers that may be called, separated by commas; use * as a wildcard at the end. Items with other numbers are skipped and come out with success: false. Useful for tests and AI agents.',
		},
		{
			displayName: 'Blocked Numbers',
			name: 'blockedNumbers',
			type: 'string',
			default: '',
			placeholder: 'e.g. +14155550123, +49*',
			description:
				'Numbers that are never called, separated by commas, or a list from an expression; use * as a wildcard at the end. Items with these numbers are skipped and come out with success: false. A number that is also in Allowed Numbers is not called.',
		},
		{
			displayName: 'Branch ID',
			name: 'branchId',
			type: 'string',
			default: '',
			placeholder: 'e.g. agtbrch_01jx8e3ve2f0sbkq9fgbsdv6pq',
			description: 'The branch of the agent to use instead of its main branch',
		},
		{
			displayName: 'Calling Hours',
			name: 'callingHours',
			type: 'fixedCollection',
			default: { hours: {} },
			description:
				'When recipients may be called, in their own time zone. Outside these hours, items are skipped and come out with the next possible time.',
			options: [
				{
					displayName: 'Hours',
					name: 'hours',
					values: [
						{
							displayName: 'From',
							name: 'from',
							type: 'string',
							default: '09:00',
							placeholder: 'e.g. 09:00',
						},
						{
							displayName: 'To',
							name: 'to',
							type: 'string',
							default: '18:00',
							placeholder: 'e.g. 18:00',
						},
						{
							displayName: 'Weekdays',
							name: 'weekdays',
							type: 'multiOptions',
							default: [1, 2, 3, 4, 5],
							options: weekdays,
						},
						{
							displayName: 'Time Zone',
							name: 'timeZone',
							type: 'string',
							default: '',
							placeholder: 'e.g. America/New_York',
							description:
								"The recipient's time zone. Use an expression if it differs between items.",
						},
					],
				},
			],
		},
		callsPerMinute,
		{
			displayName: 'Check Agent',
			name: 'checkAgent',
			type: 'boolean',
			default: true,
			description:
				'Whether to reject calls that ElevenLabs would accept and then drop when answered, because the agent does not allow an override or needs a variable without a value',
		},
		{
			displayName: 'Contact Limit',
			name: 'contactLimit',
			type: 'fixedCollection',
			default: { limit: {} },
			description:
				"Max calls to each recipient, counted in ElevenLabs by User ID: calls of all agents, workflows and batches. Without a User ID, the recipient's number is sent as the User ID. Items over the limit are skipped and come out with the next possible time.",
			options: [
				{
					displayName: 'Limit',
					name: 'limit',
					values: [
						{
							displayName: 'Max Calls',
							name: 'maxCalls',
							type: 'number',
							default: 3,
							typeOptions: { minValue: 1, numberPrecision: 0 },
						},
						{
							displayName: 'Within Days',
							name: 'days',
							type: 'number',
							default: 7,
							typeOptions: { minValue: 1, maxValue: 365, numberPrecision: 0 },
							description: 'Length of the period in days of 24 hours, up to now',
						},
						{
							displayName: 'Hours Apart',
							name: 'hoursApart',
							type: 'number',
							default: 0,
							typeOptions: { minValue: 0, maxValue: 8760 },
							description: 'Min hours between two calls; 0 for no minimum',
						},
					],
				},
			],
		},
		{
			displayName: 'Custom LLM Extra Body (JSON)',
			name: 'customLlmExtraBody',
			type: 'json',
			default: '{}',
			description: "An object to pass to the agent's custom LLM",
		},
		{
			displayName: 'Deduplication Key',
			name: 'deduplicationKey',
			type: 'string',
			default: '',
			placeholder: 'e.g. lead-1042 2026-11-22',
			description:
				'The node places at most one call with the same key, even in later executions or on other workers. Keys are kept until the workflow is deleted.',
		},
		{
			displayName: 'Default Country',
			name: 'defaultCountry',
			type: 'options',
			default: 'none',
			description:
				"How to read numbers without a +. Without this option, they are rejected because it isn't clear who would be called.",
			options: [
				{
					name: 'None (Reject Numbers Without +)',
					value: 'none',
				},
				{
					name: 'International Number Missing Its +',
					value: 'international',
					description: 'For numbers like 14155550123, where a spreadsheet dropped the +',
				},
				...countries,
			],
		},
		{
			displayName: 'Dry Run',
			name: 'dryRun',
			type: 'boolean',
			default: false,
			description:
				'Whether to do everything except dial. Each item comes out with the request that would have been sent.',
		},
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'string',
			default: '',
			placeholder: 'e.g. production',
			description: 'The set of environment variables the agent uses',
		},
		maxSimultaneousCalls,
		maxInFlight,
		{
			displayName: 'Procedure IDs',
			name: 'procedureIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. agtprc_6qbpwdq8n01bxhk44bgjy6f10ck3',
			description:
				'The only procedures the agent can use in this call. Separate IDs with commas, or use a list; [] turns all procedures off. The agent must allow this.',
		},
		keepTryingSecs,
		{
			displayName: 'Skip Repeated Numbers',
			name: 'skipRepeatedNumbers',
			type: 'boolean',
			default: true,
			description:
				'Whether to call each number only once per run. If Deduplication Key is set, keys are compared instead of numbers.',
		},
		{
			displayName: 'Starting Workflow Node ID',
			name: 'startingWorkflowNodeId',
			type: 'string',
			default: '',
			placeholder: 'e.g. node_01jx8e3ve2f0sbkq9fgbsdv6pq',
			description:
				"The node of the agent's workflow where the call starts, instead of its start node. The agent must allow this.",
		},
		{
			displayName: 'User ID',
			name: 'userId',
			type: 'string',
			default: '',
			placeholder: 'e.g. crm-1042',
			description:
				'Your own ID for the recipient, to find their conversations later. Contact Limit counts calls by it.',
		},
	],
};

/**
 * The same collection with only some of the options.
 * @param wanted by name, with what they mean there if that differs
 */
export function optionsOnly(wanted: Record<string, string | undefined>): INodeProperties {
	const all = (options.options ?? []) as INodeProperties[];
	return {
		...options,
		options: all
			.filter(({ name }) => name in wanted)
			.map((option) => ({ ...option, description: wanted[option.name] ?? option.description })),
	};
}

/** Labels of the options. */
export const OPTION_LABELS = labelsIn(options);

/**
 * Reads the options of an item.
 * @returns the values of those that were added, by parameter name
 * @throws ItemFailure if it isn't a collection
 */
export function readOptions(context: IExecuteFunctions, item: number): Record<string, unknown> {
	const { name, displayName } = options;
	return valueOrThrow(readCollection(context.getNodeParameter(name, item, {}), displayName));
}
