import type { ElevenLabsClient } from './client';
import { ElevenLabsError } from './errors';
import type { PhoneNumber } from './schemas';
import { phoneNumberList, phoneNumberPage } from './schemas';

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
		const page = await client.read('/v1/convai/v2/phone-numbers', phoneNumberPage, {
			page_size: pageSize,
			...(search ? { search } : {}),
			...(cursor ? { cursor } : {}),
		});
		const next = page.has_more ? page.next_cursor : undefined;
		return { numbers: page.phone_numbers, ...(next ? { nextCursor: next } : {}) };
	} catch (error) {
		if (!(error instanceof ElevenLabsError) || error.status !== 404) {
			const unknown: unknown = error;
			throw unknown;
		}
	}
	const numbers = await client.read('/v1/convai/phone-numbers', phoneNumberList);
	const wanted = search?.toLowerCase() ?? '';
	return {
		numbers: numbers.filter(({ label, phone_number, phone_number_id }) =>
			[label ?? '', phone_number, phone_number_id].some((text) =>
				text.toLowerCase().includes(wanted),
			),
		),
	};
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
