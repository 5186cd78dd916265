import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { maskPhoneNumber } from '../../../shared/calling/recipient/e164';
import { callIdOf } from '../../itemResult';
import type { ReadyCall } from './readyCalls';

/**
 * Writes the ID of a placed call to n8n's log at once. The output is lost if the process is killed, and
 * was stored without the call if the execution was stopped before ElevenLabs answered.
 * @param isLate whether the execution was stopped before ElevenLabs answered
 */
export function logPlacedCall(
	context: IExecuteFunctions,
	{ item, number }: ReadyCall,
	answer: IDataObject,
	isLate: boolean,
): void {
	const { logger } = context;
	const id = callIdOf(answer) ?? 'no ID';
	const call = `The call to ${maskPhoneNumber(number)} (item ${item}) was placed`;
	if (isLate) logger.warn(`${call}; ElevenLabs responded after the execution was stopped: ${id}`);
	else logger.info(`${call}: ${id}`, { executionId: context.getExecutionId() });
}
