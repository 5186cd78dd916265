import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { maxWaitMinutes } from './maxWaitMinutes';
import { simplify } from './simplify';

export const waitForCompletion: INodeProperties = {
	displayName: 'Wait for Completion',
	name: 'waitForCompletion',
	type: 'boolean',
	noDataExpression: true,
	default: false,
	description:
		'Whether to wait for each call to end and add its outcome and conversation to the output. New calls start as others end.',
};

/** Whether to wait until the calls end, and how. */
export const waitFields: INodeProperties[] = [
	waitForCompletion,
	...updateDisplayOptions({ show: { waitForCompletion: [true] } }, [maxWaitMinutes, simplify]),
];
