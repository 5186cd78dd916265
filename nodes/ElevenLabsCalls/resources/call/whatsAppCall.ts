import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { agentId } from '../../parameters/agentId';
import { dynamicVariables, variablesFitAgent } from '../../parameters/dynamicVariables';
import { options } from '../../parameters/options';
import { overrides } from '../../parameters/overrides';
import { permissionFields } from '../../parameters/permissionTemplate';
import { toNumber } from '../../parameters/toNumber';
import { longWaitFields } from '../../parameters/waitForCompletion';
import { whatsAppAccountId } from '../../parameters/whatsAppAccountId';
import { callsThrough } from './placeCalls';
import { whatsAppChannel } from './whatsAppChannel';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['call'], operation: ['whatsAppCall'] } },
	[
		variablesFitAgent,
		agentId,
		whatsAppAccountId,
		toNumber,
		...permissionFields,
		...dynamicVariables,
		overrides,
		...longWaitFields,
		options,
	],
);

/** Calls the number of each item on WhatsApp. */
export const calls = callsThrough(whatsAppChannel);
