import type { INodeProperties } from 'n8n-workflow';
import type { Filter } from '../../parameters/filters';
import {
	agentFilter,
	booleanFilter,
	branchFilter,
	numberFilter,
	searchFilter,
	textFilter,
	timeFilter,
} from '../../parameters/filters';
import { languages } from '../../parameters/languages';
import {
	NOT_SET,
	conditionValues,
	resultValues,
	textValue,
	textValues,
	booleanValue,
} from '../../parameters/filterValues';

const operators = [
	{ name: 'Does Not Equal', value: 'neq' },
	{ name: 'Equals', value: 'eq' },
	{ name: 'Is At Least', value: 'gte' },
	{ name: 'Is At Most', value: 'lte' },
	{ name: 'Is Greater Than', value: 'gt' },
	{ name: 'Is Less Than', value: 'lt' },
	{ name: 'Is Not Set', value: NOT_SET },
	{ name: 'Is One Of', value: 'in', description: 'Several values, separated by |' },
];

/** Where a conversation came from: the API's names. */
const sources = [
	{ name: 'Android App', value: 'android_sdk' },
	{ name: 'AudioCodes', value: 'audiocodes' },
	{ name: 'Avaya', value: 'avaya' },
	{ name: 'Exotel', value: 'exotel' },
	{ name: 'Flutter App', value: 'flutter_sdk' },
	{ name: 'Freshdesk', value: 'freshdesk_integration' },
	{ name: 'Genesys', value: 'genesys' },
	{ name: 'Genesys Bot Connector', value: 'genesys_bot_connector' },
	{ name: 'Intercom', value: 'intercom_integration' },
	{ name: 'iOS App', value: 'swift_sdk' },
	{ name: 'JavaScript', value: 'js_sdk' },
	{ name: 'Node.js', value: 'node_js_sdk' },
	{ name: 'Other Agent', value: 'subagent_tool' },
	{ name: 'Python', value: 'python_sdk' },
	{ name: 'React', value: 'react_sdk' },
	{ name: 'React Native', value: 'react_native_sdk' },
	{ name: 'Salesforce', value: 'salesforce_integration' },
	{ name: 'SIP Trunk', value: 'sip_trunk' },
	{ name: 'Slack', value: 'slack_integration' },
	{ name: 'Telegram', value: 'telegram_integration' },
	{ name: 'Template Preview', value: 'template_preview' },
	{ name: 'Twilio', value: 'twilio' },
	{ name: 'Twilio SMS', value: 'twilio_sms' },
	{ name: 'Unknown', value: 'unknown' },
	{ name: 'WhatsApp', value: 'whatsapp' },
	{ name: 'Widget', value: 'widget' },
	{ name: 'Zendesk', value: 'zendesk_integration' },
];

/** Conditions on values that have names, all of which must hold. */
const conditions = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Condition',
	default: { conditions: [{}] },
	description,
	options: [
		{
			displayName: 'Conditions',
			name: 'conditions',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. customer_id',
				},
				{
					displayName: 'Operator',
					name: 'operator',
					type: 'options',
					default: 'eq',
					options: operators,
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. 1042',
				},
			],
		},
	],
});

/** Texts that are given with commas between them, or as a list. */
const texts = (
	displayName: string,
	name: string,
	placeholder: string,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder,
	description: `${description}, separated by commas or as a list`,
});

/** What a person would look for conversations by, in the order of the alphabet. */
export const conversationFilters: Filter[] = [
	agentFilter('The agent in the conversation'),
	branchFilter('The agent branch in the conversation'),
	{
		query: 'call_successful',
		read: textValue,
		property: {
			displayName: 'Call Successful',
			name: 'callSuccessful',
			type: 'options',
			default: 'success',
			description:
				"Whether the conversation reached its goal, according to ElevenLabs' analysis. It does not say whether anyone picked up.",
			options: [
				{ name: 'Error', value: 'error' },
				{ name: 'Failure', value: 'failure' },
				{ name: 'Success', value: 'success' },
				{ name: 'Unknown', value: 'unknown' },
			],
		},
	},
	{
		query: 'data_collection_params',
		read: conditionValues,
		property: conditions(
			'Collected Data',
			'collectedData',
			"Values the agent's data collection found, by field ID",
		),
	},
	{
		query: 'dynamic_variable_params',
		read: conditionValues,
		property: conditions(
			'Dynamic Variables',
			'dynamicVariables',
			'Variables the conversation started with',
		),
	},
	{
		query: 'evaluation_params',
		read: resultValues,
		property: {
			displayName: 'Evaluation Results',
			name: 'evaluationResults',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Result',
			default: { results: [{}] },
			description: "Results of the agent's evaluation criteria",
			options: [
				{
					displayName: 'Results',
					name: 'results',
					values: [
						{
							displayName: 'Criterion ID',
							name: 'criterion',
							type: 'string',
							default: '',
							placeholder: 'e.g. appointment_booked',
						},
						{
							displayName: 'Result',
							name: 'result',
							type: 'options',
							default: 'success',
							options: [
								{ name: 'Failure', value: 'failure' },
								{ name: 'Success', value: 'success' },
								{ name: 'Unknown', value: 'unknown' },
							],
						},
					],
				},
			],
		},
	},
	{
		query: 'exclude_statuses',
		read: textValues,
		property: {
			displayName: 'Exclude Statuses',
			name: 'excludeStatuses',
			type: 'multiOptions',
			default: [],
			description: "Conversations to leave out, by status. ElevenLabs can't filter for a status.",
			options: [
				{ name: 'Done', value: 'done' },
				{ name: 'Failed', value: 'failed' },
				{ name: 'In Progress', value: 'in-progress' },
				{ name: 'Initiated', value: 'initiated' },
				{ name: 'Processing', value: 'processing' },
			],
		},
	},
	booleanFilter('has_feedback_comment', {
		displayName: 'Has Feedback Comment',
		name: 'hasFeedbackComment',
		default: true,
		description: 'Whether someone left a comment on the conversation',
	}),
	{
		query: 'data_collection_ids',
		read: textValues,
		property: texts(
			'Include Collected Data',
			'includeCollectedData',
			'e.g. appointment_time',
			'IDs of the data collection fields to include in the results',
		),
	},
	{
		query: 'evaluation_criteria_ids',
		read: textValues,
		property: texts(
			'Include Evaluation Results',
			'includeEvaluationResults',
			'e.g. appointment_booked',
			'IDs of the evaluation criteria to include in the results',
		),
	},
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
			description: 'Whether to include a summary of each conversation',
		},
	},
	{
		query: 'conversation_initiation_source',
		read: textValue,
		property: {
			displayName: 'Initiation Source',
			name: 'initiationSource',
			type: 'options',
			default: 'twilio',
			description: 'The channel the conversation came through',
			options: sources,
		},
	},
	{
		query: 'main_languages',
		read: textValues,
		property: {
			displayName: 'Languages',
			name: 'languages',
			type: 'multiOptions',
			default: [],
			description: 'Languages spoken in the conversation',
			options: languages,
		},
	},
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
	{
		query: 'tag_ids',
		read: textValues,
		property: texts('Tag IDs', 'tagIds', 'e.g. tag_abc, tag_def', 'Tags of the conversation'),
	},
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
	{
		query: 'tool_names',
		read: textValues,
		property: texts(
			'Tool Names',
			'toolNames',
			'e.g. book_appointment, end_call',
			'Tools the agent used',
		),
	},
	{
		query: 'tool_names_errored',
		read: textValues,
		property: texts(
			'Tools That Failed',
			'toolNamesErrored',
			'e.g. book_appointment',
			'Tools the agent used that failed',
		),
	},
	{
		query: 'tool_names_successful',
		read: textValues,
		property: texts(
			'Tools That Succeeded',
			'toolNamesSuccessful',
			'e.g. book_appointment',
			'Tools the agent used that succeeded',
		),
	},
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
