import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Ledger } from '../../../shared/calling/dialing/ledger';
import { placedIds } from '../../itemResult';

/** n8n logs a warning about values of 256 characters or more. */
const VALUE_LENGTH = 255;

/** n8n keeps ten values for an execution, shared by all nodes. */
const MAX_VALUES = 10;

/** n8n 2.0 gives nodes no custom data. */
type StoppedRun = Pick<IExecuteFunctions, 'logger'> &
	Partial<Pick<IExecuteFunctions, 'customData'>>;

/**
 * Keeps the IDs of calls that a run had placed when the user stopped it. n8n then discards the node's
 * output, but saves the execution's custom data. IDs that don't fit are only in n8n's log.
 */
export function keepPlacedIds(
	{ customData, logger }: StoppedRun,
	ledger: Ledger<IDataObject>,
): void {
	const ids = placedIds(
		ledger
			.entries()
			.flatMap(([item, outcome]): Array<[number, IDataObject]> =>
				outcome.kind === 'placed' ? [[item, outcome.answer]] : [],
			),
	);
	if (ids.length === 0) return;
	logger.warn(`Calls placed before the execution was stopped, by item: ${ids.join(', ')}`);
	for (const [index, value] of customValues(ids).entries()) {
		customData?.set(`calls_placed_${index + 1}`, value);
	}
}

/**
 * Packs IDs into as few values as n8n takes.
 * @returns at most ten, of at most 255 characters each; IDs that don't fit are left out
 */
export function customValues(ids: string[]): string[] {
	const values: string[] = [];
	for (const id of ids) {
		const joined = [values.at(-1), id].filter(Boolean).join(', ');
		if (values.length > 0 && joined.length <= VALUE_LENGTH) values[values.length - 1] = joined;
		else values.push(id);
	}
	return values.slice(0, MAX_VALUES);
}
