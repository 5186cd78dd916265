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
		'Whether an item comes out only once its call has ended, with its outcome and conversation. The next call is then made when one has ended.',
};

/** Whether the ends of the calls are waited for, and how. */
export const waitFields: INodeProperties[] = [
	waitForCompletion,
	...updateDisplayOptions({ show: { waitForCompletion: [true] } }, [maxWaitMinutes, simplify]),
];
