import type { IDataObject } from 'n8n-workflow';
import type { z } from 'zod';
import type { ElevenLabsClient } from './client';
import { isNotFound } from './errors';
import type { Page, PageSearch } from './pages';
import { pages, readPage, readUpTo } from './pages';
import { unchanged } from '../nodeError';
import { PATHS } from './paths';
import type { PhoneNumber } from './schemas';
import { phoneNumbers, record, records } from './schemas';

/** `GET /v1/convai/v2/phone-numbers` */
export const PHONE_NUMBER_LIST = {
	path: PATHS.phoneNumbers,
	field: 'phone_numbers',
	entries: phoneNumbers,
};

/** No workspace has more numbers than this; a list with more pages would never end. */
const MAX_PAGES = 100;

/**
 * Reads one page of the workspace's phone numbers, for the editor.
 * @throws ElevenLabsError
 */
export async function readPhoneNumberPage(
	client: ElevenLabsClient,
	{ search, cursor }: PageSearch,
): Promise<Page<PhoneNumber>> {
	const query = search ? { search } : {};
	return await readPageOrAll(client, { ...PHONE_NUMBER_LIST, query }, cursor);
}

/**
 * Reads the workspace's phone numbers until all of the wanted ones are among them.
 * @param ids the IDs that are looked for
 * @throws ElevenLabsError
 */
export async function readPhoneNumbers(
	client: ElevenLabsClient,
	ids: ReadonlySet<string>,
): Promise<PhoneNumber[]> {
	const found: PhoneNumber[] = [];
	const missing = new Set(ids);
	const read = async (cursor?: string) => await readPhoneNumberPage(client, { cursor });
	for await (const page of pages(read, MAX_PAGES)) {
		found.push(...page);
		for (const { phone_number_id } of page) missing.delete(phone_number_id);
		if (missing.size === 0) break;
	}
	return found;
}

/**
 * Reads one phone number, with every field as ElevenLabs sent it.
 * @throws ElevenLabsError
 */
export async function readPhoneNumber(client: ElevenLabsClient, id: string): Promise<IDataObject> {
	return await client.read(PATHS.phoneNumber(id), record);
}

/**
 * Lists the workspace's phone numbers, with every field as ElevenLabs sent it.
 * @param query filters and order, as the paged list takes them
 * @param limit most numbers that are wanted; Infinity for all
 * @throws ElevenLabsError
 */
export async function listPhoneNumbers(
	client: ElevenLabsClient,
	query: IDataObject,
	limit: number,
): Promise<IDataObject[]> {
	return await readUpTo(
		limit,
		async (cursor, pageSize) =>
			await readPageOrAll(
				client,
				{ ...PHONE_NUMBER_LIST, entries: records, query, pageSize },
				cursor,
			),
	);
}

interface NumberList<Entry> {
	path: string;
	field: string;
	entries: z.ZodType<Entry[], z.ZodTypeDef, unknown>;
	query: IDataObject;
	pageSize?: number;
}

/** Reads one page, or everything at once if the host lacks the paged list. */
async function readPageOrAll<Entry extends Record<string, unknown>>(
	client: ElevenLabsClient,
	list: NumberList<Entry>,
	cursor: string | undefined,
): Promise<Page<Entry>> {
	try {
		return await readPage(client, list, cursor);
	} catch (error) {
		if (cursor || !isNotFound(error)) throw unchanged(error);
	}
	const { query } = list;
	// The older list has only these filters.
	const { provider, agent_id, branch_id } = query;
	const numbers = await client.read(PATHS.allPhoneNumbers, list.entries, {
		...(provider === undefined ? {} : { provider }),
		...(agent_id === undefined ? {} : { agent_id }),
		...(branch_id === undefined ? {} : { branch_id }),
	});
	return {
		entries: sorted(
			numbers.filter((number) => matchesQuery(number, query)),
			query,
		),
	};
}

function matchesQuery(number: Record<string, unknown>, query: IDataObject): boolean {
	const { search = '', label, phone_number, supports_outbound } = query;
	const texts = [number.label, number.phone_number, number.phone_number_id];
	return (
		texts.some((text) => contains(text, search)) &&
		(label === undefined || contains(number.label, label)) &&
		(phone_number === undefined || number.phone_number === phone_number) &&
		(supports_outbound === undefined || (number.supports_outbound ?? true) === supports_outbound)
	);
}

function contains(text: unknown, part: unknown): boolean {
	return String(text ?? '')
		.toLowerCase()
		.includes(String(part).toLowerCase());
}

function sorted<Entry extends Record<string, unknown>>(
	numbers: Entry[],
	{ sort_by, sort_direction }: IDataObject,
): Entry[] {
	if (sort_by === undefined) return numbers;
	const text = (number: Entry) => String(number[String(sort_by)] ?? '');
	const ascending = [...numbers].sort((a, b) => text(a).localeCompare(text(b)));
	return sort_direction === 'desc' ? ascending.reverse() : ascending;
}
