import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { ElevenLabsClient } from './client';
import { ElevenLabsError } from './errors';
import { readPages, record } from './pagination';
import type { PhoneNumber } from './schemas';
import { phoneNumberList, phoneNumberPage } from './schemas';

const PAGED_LIST = '/v1/convai/v2/phone-numbers';
const WHOLE_LIST = '/v1/convai/phone-numbers';

/** A page of phone numbers, and what to ask the next one with. */
export interface PhoneNumberPage {
	numbers: PhoneNumber[];
	nextCursor?: string;
}

/**
 * Reads one page of the workspace's phone numbers, or all of them where the host lacks the paged
 * list: it is new, and residency hosts may be behind.
 * @param search part of a label or number, or a whole ID
 * @throws ElevenLabsError
 */
export async function readPhoneNumberPage(
	client: ElevenLabsClient,
	{ search, cursor, pageSize }: { search?: string; cursor?: string; pageSize: number },
): Promise<PhoneNumberPage> {
	try {
		const page = await client.read(PAGED_LIST, phoneNumberPage, {
			page_size: pageSize,
			...(search ? { search } : {}),
			...(cursor ? { cursor } : {}),
		});
		const next = page.has_more ? page.next_cursor : undefined;
		return { numbers: page.phone_numbers, ...(next ? { nextCursor: next } : {}) };
	} catch (error) {
		if (!isMissing(error)) {
			const unknown: unknown = error;
			throw unknown;
		}
	}
	const numbers = await client.read(WHOLE_LIST, phoneNumberList);
	return { numbers: numbers.filter((number) => isFound(number, search ?? '')) };
}

/** Whether the host lacks what was asked for. */
function isMissing(error: unknown): boolean {
	return error instanceof ElevenLabsError && error.status === 404;
}

function isFound(number: Record<string, unknown>, search: string): boolean {
	return [number.label, number.phone_number, number.phone_number_id].some((text) =>
		contains(text, search),
	);
}

function contains(text: unknown, part: string): boolean {
	return String(text ?? '')
		.toLowerCase()
		.includes(part.toLowerCase());
}

/** No workspace has more numbers than fit on these; what goes on for longer never ends. */
const MOST_PAGES = 100;

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
	const asked = new Set<string>();
	let cursor: string | undefined;
	for (;;) {
		const page = await readPhoneNumberPage(client, { cursor, pageSize: 100 });
		found.push(...page.numbers);
		const known = new Set(found.map(({ phone_number_id }) => phone_number_id));
		const isLast =
			page.nextCursor === undefined || asked.has(page.nextCursor) || asked.size >= MOST_PAGES;
		if (isLast || [...ids].every((id) => known.has(id))) return found;
		cursor = page.nextCursor as string;
		asked.add(cursor);
	}
}

/**
 * Reads one phone number, with every field as ElevenLabs sent it.
 * @throws ElevenLabsError
 */
export async function readPhoneNumber(client: ElevenLabsClient, id: string): Promise<IDataObject> {
	return await client.read(`${WHOLE_LIST}/${encodeURIComponent(id)}`, record);
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
	try {
		return await readPages(client, { path: PAGED_LIST, entries: 'phone_numbers', query }, limit);
	} catch (error) {
		if (!isMissing(error)) {
			const unknown: unknown = error;
			throw unknown;
		}
	}
	// The older list has these filters alone.
	const { provider, agent_id, branch_id } = query;
	const numbers = await client.read(WHOLE_LIST, z.array(record), {
		...(provider === undefined ? {} : { provider }),
		...(agent_id === undefined ? {} : { agent_id }),
		...(branch_id === undefined ? {} : { branch_id }),
	});
	return sorted(
		numbers.filter((number) => isWanted(number, query)),
		query,
	).slice(0, limit);
}

function isWanted(number: IDataObject, query: IDataObject): boolean {
	const { search = '', label, phone_number, supports_outbound } = query;
	return (
		isFound(number, String(search)) &&
		(label === undefined || contains(number.label, String(label))) &&
		(phone_number === undefined || number.phone_number === phone_number) &&
		(supports_outbound === undefined || (number.supports_outbound ?? true) === supports_outbound)
	);
}

function sorted(numbers: IDataObject[], { sort_by, sort_direction }: IDataObject): IDataObject[] {
	if (sort_by === undefined) return numbers;
	const text = (number: IDataObject) => String(number[String(sort_by)] ?? '');
	const ascending = [...numbers].sort((a, b) => text(a).localeCompare(text(b)));
	return sort_direction === 'desc' ? ascending.reverse() : ascending;
}
