import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { readCollection } from '../../shared/values';
import { valueOrThrow } from '../itemParameters';
import { callingHours } from './callingHours';
import { labelsIn } from './collectionLabels';
import { contactLimit } from './contactLimit';
import { countryOptions } from './countryOptions';
import { callsPerMinute, keepTryingSecs, maxInFlight, maxSimultaneousCalls } from './runLimits';

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
		callingHours,
		callsPerMinute,
		{
			displayName: 'Check Agent',
			name: 'checkAgent',
			type: 'boolean',
			default: true,
			description:
				'Whether to reject calls that ElevenLabs would accept and then drop when answered, because the agent does not allow an override or needs a variable without a value',
		},
		contactLimit,
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
				...countryOptions,
			],
		},
		{
			displayName: 'Dry Run',
			name: 'dryRun',
			type: 'boolean',
			// Holds from the moment it is added. Without the option, calls are made.
			default: true,
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
		{
			displayName: 'Include Input Fields',
			name: 'includeInputFields',
			type: 'boolean',
			default: false,
			description:
				"Whether to add the fields of each input item to its output. If a name is in both, the output has the node's value.",
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
