import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { maskPhoneNumber } from '../../../shared/calling/recipient/e164';
import { callIdOf } from '../../itemResult';
import type { ReadyCall } from './readyCalls';

/**
 * Writes the IDs of placed calls to n8n's log at once. The output is lost if the process is killed, and
 * was stored without the call if the execution was stopped before ElevenLabs answered.
 */
export class PlacedLog {
	private lines: string[] = [];

	constructor(private readonly context: IExecuteFunctions) {}

	/** @param isLate whether the execution was stopped before ElevenLabs answered */
	add({ item, number }: ReadyCall, answer: IDataObject, isLate: boolean): void {
		const id = callIdOf(answer) ?? 'no ID';
		const call = `The call to ${maskPhoneNumber(number)} (item ${item}) was placed`;
		if (isLate) {
			this.context.logger.warn(
				`${call}; ElevenLabs responded after the execution was stopped: ${id}`,
			);
			return;
		}
		this.lines.push(`${call}: ${id}`);
		this.write();
	}

	/** Writes what is waiting; called when the run is over, too. */
	write(): void {
		if (this.lines.length === 0) return;
		this.context.logger.info(this.lines.join('\n'), {
			executionId: this.context.getExecutionId(),
		});
		this.lines = [];
	}
}
