import { documentNotFound } from '../apiErrors';
import { providers } from '../enums';
import { includesText, pageOf } from '../paging';
import { integer, isTrue, oneOf, text, truth } from '../pydantic';
import type { Endpoint } from './endpoint';
import { queryOf } from './endpoint';

export const listPhoneNumbers: Endpoint = {
	method: 'GET',
	path: '/v1/convai/phone-numbers',
	scope: 'convai_read',
	answer({ recorded }, { workspace }) {
		const { provider } = queryOf(recorded, { provider: oneOf(providers) });
		return [...workspace.phoneNumbers.values()].filter(
			(number) => provider === undefined || number.provider === provider,
		);
	},
};

/** Newer than the bare list; a residency host may lack it. */
export const listPhoneNumbersV2: Endpoint = {
	method: 'GET',
	path: '/v1/convai/v2/phone-numbers',
	scope: 'convai_read',
	answer({ recorded }, { workspace }) {
		const query = queryOf(recorded, {
			page_size: integer({ ge: 1, le: 100 }),
			search: text(),
			provider: oneOf(providers),
			supports_outbound: truth,
			cursor: text(),
		});
		const { search = '', provider, supports_outbound: outbound } = query;
		const found = [...workspace.phoneNumbers.values()].filter(
			(number) =>
				(number.phone_number_id === search ||
					includesText(number.label, search) ||
					includesText(number.phone_number, search)) &&
				(provider === undefined || number.provider === provider) &&
				(outbound === undefined || (number.supports_outbound ?? true) === isTrue(outbound)),
		);
		const { page, next } = pageOf(
			found,
			(number) => number.phone_number_id,
			Number(query.page_size ?? 30),
			query.cursor,
		);
		return { phone_numbers: page, next_cursor: next, has_more: next !== null };
	},
};

export const getPhoneNumber: Endpoint = {
	method: 'GET',
	path: '/v1/convai/phone-numbers/{id}',
	scope: 'convai_read',
	answer({ id }, { workspace }) {
		const number = workspace.phoneNumbers.get(id);
		if (!number) throw documentNotFound(id);
		return number;
	},
};
