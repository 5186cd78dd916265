import type { IDataObject } from 'n8n-workflow';
import { labelOf } from '../../labels';
import { valid } from '../../result';
import { readSwitchIn } from '../../values';
import { requestText } from '../recipient/callRequest';
import type { Guard, Skip } from './guard';

/** Nobody is dialed; the output has the request that would have been sent. */
export const dryRun: Guard<{ dryRun: boolean }> = {
	read({ values, labels }) {
		const read = readSwitchIn(values, 'dryRun', labelOf(labels, 'dryRun'), false);
		return read.ok ? valid({ dryRun: read.value }) : read;
	},
	check({ url, request, guards }) {
		return guards.dryRun ? requestShown(url, request) : undefined;
	},
	summaries: { dry_run: 'dry run' },
	fields: ['request'],
};

/** Shows the request that a dry run does not send. */
export function requestShown(url: string, request: object): Skip {
	return {
		reason: 'dry_run',
		message: 'Dry run: this is the request that would have been sent',
		more: {
			request: { method: 'POST', url, body: JSON.parse(requestText(request)) as IDataObject },
		},
	};
}
