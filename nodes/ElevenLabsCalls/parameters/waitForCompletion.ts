import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { maxWaitMinutes } from './maxWaitMinutes';
import { CALL_OUTPUT } from '../conversationOutput';
import { outputFields } from './simplify';

export const waitForCompletion: INodeProperties = {
	displayName: 'Wait for Completion',
	name: 'waitForCompletion',
	type: 'boolean',
	noDataExpression: true,
	default: false,
	description:
		'Whether to wait for each call to end and return its outcome, summary and transcript. New calls start as others end.',
};

const fieldsOf = (wait: INodeProperties, maxWait: INodeProperties): INodeProperties[] => [
	wait,
	...updateDisplayOptions({ show: { waitForCompletion: [true] } }, [
		maxWait,
		...outputFields(CALL_OUTPUT),
	]),
];

/** Whether to wait until the calls end, and how. */
export const waitFields = fieldsOf(waitForCompletion, maxWaitMinutes);

/** The same for calls that may begin long after they were placed. */
export const longWaitFields = fieldsOf(
	{
		...waitForCompletion,
		description:
			'Whether to wait for the calls to end and return their outcomes, summaries and transcripts. All calls are placed first.',
	},
	{
		...maxWaitMinutes,
		description:
			'How long to wait after all calls were placed, including for people to approve. Items whose call has not ended by then come out with timed_out and what is known so far.',
	},
);
