import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { DialOutcome } from '../../../shared/calling/dialing/dialRun';
import { callIdOf } from '../../itemResult';

/** From 256 characters n8n logs a complaint. */
const VALUE_LENGTH = 255;

/** n8n keeps ten values of an execution, of all nodes together. */
const MOST_VALUES = 10;

/**
 * Keeps the IDs of calls that were placed by a run that the user stopped: n8n 2.41 throws away what
 * a node gives after that, but saves the execution's custom data. What finds no room there is still
 * in n8n's log.
 */
export function keepPlacedIds(
	{ customData, logger }: IExecuteFunctions,
	outcomes: Map<number, DialOutcome<IDataObject>>,
): void {
	const ids = [...outcomes].flatMap(([item, outcome]) =>
		outcome.kind === 'placed' ? [`${item}: ${callIdOf(outcome.answer) ?? 'no ID'}`] : [],
	);
	if (ids.length === 0) return;
	logger.warn(`Calls placed before the execution was stopped, by item: ${ids.join(', ')}`);
	for (const [place, value] of customValues(ids).entries()) {
		customData.set(`calls_placed_${place + 1}`, value);
	}
}

/**
 * Packs IDs into as few values as n8n takes.
 * @returns at most ten, of at most 255 characters; IDs that find no room are left out
 */
export function customValues(ids: string[]): string[] {
	const values: string[] = [];
	for (const id of ids) {
		const joined = [values.at(-1), id].filter(Boolean).join(', ');
		if (values.length > 0 && joined.length <= VALUE_LENGTH) values[values.length - 1] = joined;
		else values.push(id);
	}
	return values.slice(0, MOST_VALUES);
}
