import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { agentId } from '../../parameters/agentId';
import { dynamicVariables, variablesFitAgent } from '../../parameters/dynamicVariables';
import { options } from '../../parameters/options';
import { overrides } from '../../parameters/overrides';
import { phoneNumberId } from '../../parameters/phoneNumberId';
import { telephony } from '../../parameters/telephony';
import { toNumber } from '../../parameters/toNumber';
import { waitFields } from '../../parameters/waitForCompletion';
import { phoneChannel } from './phoneChannel';
import { callsThrough } from './placeCalls';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['call'], operation: ['outboundCall'] } },
	[
		variablesFitAgent,
		agentId,
		phoneNumberId,
		toNumber,
		...dynamicVariables,
		overrides,
		telephony,
		...waitFields,
		options,
	],
);

/** Calls the number of each item from a phone number. */
export const calls = callsThrough(phoneChannel);
