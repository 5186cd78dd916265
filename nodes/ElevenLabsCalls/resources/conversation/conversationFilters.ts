import { conditionFilter, evaluationFilter } from '../../parameters/conditionFilters';
import type { Filter } from '../../parameters/filters';
import {
	agentFilter,
	booleanFilter,
	branchFilter,
	choiceFilter,
	choicesFilter,
	numberFilter,
	searchFilter,
	textFilter,
	textsFilter,
	timeFilter,
} from '../../parameters/filters';
import { booleanValue, textValues } from '../../parameters/filterValues';
import { languages } from '../../parameters/languages';
import { initiationSources } from './initiationSources';

/** The filters of conversations, sorted by label. */
export const conversationFilters: Filter[] = [
	agentFilter('The agent in the conversation'),
	branchFilter('The agent branch in the conversation'),
	choiceFilter('call_successful', {
		displayName: 'Call Successful',
		name: 'callSuccessful',
		default: 'success',
		description:
			"Whether the conversation reached its goal, according to ElevenLabs' analysis. It does not say whether anyone picked up.",
		options: [
			{ name: 'Error', value: 'error' },
			{ name: 'Failure', value: 'failure' },
			{ name: 'Success', value: 'success' },
			{ name: 'Unknown', value: 'unknown' },
		],
	}),
	conditionFilter('data_collection_params', {
		displayName: 'Collected Data',
		name: 'collectedData',
		description: "Values the agent's data collection found, by field ID",
	}),
	conditionFilter('dynamic_variable_params', {
		displayName: 'Dynamic Variables',
		name: 'dynamicVariables',
		description: 'Variables the conversation started with',
	}),
	evaluationFilter,
	choicesFilter('exclude_statuses', {
		displayName: 'Exclude Statuses',
		name: 'excludeStatuses',
		description:
			'Conversations to leave out, by status. ElevenLabs can exclude statuses, but not select them.',
		options: [
			{ name: 'Done', value: 'done' },
			{ name: 'Failed', value: 'failed' },
			{ name: 'In Progress', value: 'in-progress' },
			{ name: 'Initiated', value: 'initiated' },
			{ name: 'Processing', value: 'processing' },
		],
	}),
	booleanFilter('has_feedback_comment', {
		displayName: 'Has Feedback Comment',
		name: 'hasFeedbackComment',
		default: true,
		description: 'Whether someone left a comment on the conversation',
	}),
	choiceFilter('conversation_initiation_source', {
		displayName: 'Initiation Source',
		name: 'initiationSource',
		default: 'twilio',
		description: 'The channel the conversation came through',
		options: initiationSources,
	}),
	choicesFilter('main_languages', {
		displayName: 'Languages',
		name: 'languages',
		description: 'Languages spoken in the conversation',
		options: languages,
	}),
	numberFilter('call_duration_max_secs', [0], {
		displayName: 'Max Duration (Seconds)',
		name: 'maxDurationSecs',
		default: 600,
		description: 'Max duration of the call',
	}),
	numberFilter('rating_max', [1, 5], {
		displayName: 'Max Rating',
		name: 'maxRating',
		default: 5,
		description: 'Max rating, from 1 to 5',
	}),
	numberFilter('call_duration_min_secs', [0], {
		displayName: 'Min Duration (Seconds)',
		name: 'minDurationSecs',
		default: 1,
		description: 'Min duration of the call',
	}),
	numberFilter('rating_min', [1, 5], {
		displayName: 'Min Rating',
		name: 'minRating',
		default: 1,
		description: 'Min rating, from 1 to 5',
	}),
	searchFilter('e.g. refund', 'Words said by either side'),
	timeFilter('call_start_after_unix', {
		displayName: 'Started After',
		name: 'startedAfter',
		description:
			"Only conversations that started after this time. Without a time zone, the workflow's is used.",
	}),
	timeFilter('call_start_before_unix', {
		displayName: 'Started Before',
		name: 'startedBefore',
		description:
			"Only conversations that started before this time. Without a time zone, the workflow's is used.",
	}),
	textsFilter('tag_ids', {
		displayName: 'Tag IDs',
		name: 'tagIds',
		placeholder: 'e.g. tag_abc, tag_def',
		description: 'Tags of the conversation, separated by commas or as a list',
	}),
	{
		query: 'termination_reasons',
		read: textValues,
		property: {
			displayName: 'Termination Reasons',
			name: 'terminationReasons',
			type: 'string',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Reason' },
			default: [],
			placeholder: 'e.g. Call ended by remote party',
			description: "Why the conversation ended, in ElevenLabs' words",
		},
	},
	booleanFilter('text_only', {
		displayName: 'Text Only',
		name: 'textOnly',
		default: false,
		description: 'Whether the conversation was a text chat rather than a call',
	}),
	textsFilter('tool_names', {
		displayName: 'Tool Names',
		name: 'toolNames',
		placeholder: 'e.g. book_appointment, end_call',
		description: 'Tools the agent used, separated by commas or as a list',
	}),
	textsFilter('tool_names_errored', {
		displayName: 'Tools That Failed',
		name: 'toolNamesErrored',
		placeholder: 'e.g. book_appointment',
		description: 'Tools the agent used that failed, separated by commas or as a list',
	}),
	textsFilter('tool_names_successful', {
		displayName: 'Tools That Succeeded',
		name: 'toolNamesSuccessful',
		placeholder: 'e.g. book_appointment',
		description: 'Tools the agent used that succeeded, separated by commas or as a list',
	}),
	textFilter('user_id', {
		displayName: 'User ID',
		name: 'userId',
		placeholder: 'e.g. crm-1042',
		description: 'Your own ID for the recipient, as set in Outbound Call',
	}),
	textFilter('version_id', {
		displayName: 'Version ID',
		name: 'versionId',
		placeholder: 'e.g. agtvrsn_01jx8e3ve2f0sbkq9fgbsdv6pq',
		description: 'The agent version in the conversation',
	}),
];

/** What the results include on request, sorted by label. */
export const conversationOptions: Filter[] = [
	textsFilter('data_collection_ids', {
		displayName: 'Include Collected Data',
		name: 'includeCollectedData',
		placeholder: 'e.g. appointment_time',
		description:
			'IDs of the data collection fields to include in the results, separated by commas or as a list',
	}),
	textsFilter('evaluation_criteria_ids', {
		displayName: 'Include Evaluation Results',
		name: 'includeEvaluationResults',
		placeholder: 'e.g. appointment_booked',
		description:
			'IDs of the evaluation criteria to include in the results, separated by commas or as a list',
	}),
	{
		query: 'summary_mode',
		read: (value, place) => {
			const wanted = booleanValue(value, place);
			return wanted.ok ? { ok: true, value: wanted.value ? 'include' : undefined } : wanted;
		},
		property: {
			displayName: 'Include Summary',
			name: 'includeSummary',
			type: 'boolean',
			default: true,
			description: 'Whether to include a summary of each conversation in the results',
		},
	},
];
