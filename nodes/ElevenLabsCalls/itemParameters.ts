import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { isResourceLocatorValue } from 'n8n-workflow';
import { readId, readLookedUpId } from '../shared/ids';
import type { Result } from '../shared/result';
import type { NumberRange } from '../shared/values';
import { isBlank, readBoolean, readNumber, readRequiredCode } from '../shared/values';
import { ItemFailure } from './nodeErrors';

/** What a reader needs of a parameter: its name and its label. */
type Parameter = Pick<INodeProperties, 'name' | 'displayName'>;

/** What to do about a locator without an ID. */
const CHOOSE_ONE = 'Choose one from the list, or check the expression for this item.';

/** Returns the value that was read. @throws ItemFailure with everything that is wrong with it */
export function valueOrThrow<T>(checked: Result<T>): T {
	if (checked.ok) return checked.value;
	throw new ItemFailure(checked.failures);
}

/**
 * Reads the ID in a resource locator.
 * @throws ItemFailure if there is none
 */
export function readLocator(
	context: IExecuteFunctions,
	item: number,
	{ name, displayName }: Parameter,
): string {
	return valueOrThrow(readId(locatorValue(context, item, name), displayName, CHOOSE_ONE));
}

/** Reads the ID in a resource locator, for an ID that is looked up before it is used. */
export function readLookedUpLocator(
	context: IExecuteFunctions,
	item: number,
	{ name, displayName }: Parameter,
): Result<string> {
	return readLookedUpId(locatorValue(context, item, name), displayName, CHOOSE_ONE);
}

/** Reads the ID in a resource locator, for an ID of another service, which may be a number. */
export function readForeignLocator(
	context: IExecuteFunctions,
	item: number,
	{ name, displayName }: Parameter,
): Result<string> {
	return readRequiredCode(locatorValue(context, item, name), displayName, CHOOSE_ONE);
}

/** The ID of a locator; as it stands if n8n finds none in it, e.g. in the URL of another page. */
export function locatorValue(context: IExecuteFunctions, item: number, name: string): unknown {
	const id = context.getNodeParameter(name, item, '', { extractValue: true }) as unknown;
	if (!isBlank(id)) return id;
	const stored = context.getNodeParameter(name, item, '') as unknown;
	return isResourceLocatorValue(stored) ? stored.value : stored;
}

/**
 * Reads a name that must be given.
 * @throws ItemFailure if it is blank or isn't text
 */
export function readName(
	context: IExecuteFunctions,
	item: number,
	{ name, displayName }: Parameter,
): string {
	return valueOrThrow(
		readRequiredCode(
			context.getNodeParameter(name, item, ''),
			displayName,
			'Enter a name, e.g. data.',
		),
	);
}

/**
 * Reads a switch.
 * @throws ItemFailure if it is neither true nor false
 */
export function readSwitch(
	context: IExecuteFunctions,
	item: number,
	{ name, displayName }: Parameter,
): boolean {
	return valueOrThrow(readBoolean(context.getNodeParameter(name, item), displayName));
}

/**
 * Reads a number; blank means the default that the editor shows.
 * @throws ItemFailure if it isn't a number in its range
 */
export function readNumberOf(
	context: IExecuteFunctions,
	item: number,
	{ name, displayName, default: blank }: INodeProperties,
	range: NumberRange,
): number {
	const value: unknown = context.getNodeParameter(name, item);
	return valueOrThrow(readNumber(isBlank(value) ? blank : value, displayName, range));
}
