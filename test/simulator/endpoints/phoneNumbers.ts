import { documentNotFound } from '../server/apiErrors';
import { providers, sortDirections } from '../schema/enums';
import { includesText, pageOf } from '../server/paging';
import { integer, isTrue, oneOf, text, truth } from '../schema/pydantic';
import type { PhoneNumber } from '../schema/wireTypes';
import type { Endpoint } from './endpoint';
import { queryOf } from './endpoint';

/** Whether the requested agent answers calls to this number. */
const isAssigned = (
	{ assigned_agent: assigned }: PhoneNumber,
	{ agent_id: agentId, branch_id: branchId }: Record<string, string>,
) =>
	(agentId === undefined || assigned?.agent_id === agentId) &&
	(branchId === undefined || assigned?.branch_id === branchId);

export const listPhoneNumbers: Endpoint = {
	method: 'GET',
	path: '/v1/convai/phone-numbers',
	scope: 'convai_read',
	answer({ recorded }, { workspace }) {
		const query = queryOf(recorded, {
			provider: oneOf(providers),
			agent_id: text(),
			branch_id: text(),
		});
		return [...workspace.phoneNumbers.values()].filter(
			(number) =>
				(query.provider === undefined || number.provider === query.provider) &&
				isAssigned(number, query),
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
			label: text(),
			phone_number: text(),
			agent_id: text(),
			branch_id: text(),
			sort_by: oneOf(['label', 'phone_number']),
			sort_direction: oneOf(sortDirections),
			cursor: text(),
		});
		const { search = '', provider, supports_outbound: outbound } = query;
		const found = [...workspace.phoneNumbers.values()].filter(
			(number) =>
				(number.phone_number_id === search ||
					includesText(number.label, search) ||
					includesText(number.phone_number, search)) &&
				includesText(number.label, query.label ?? '') &&
				(query.phone_number === undefined || number.phone_number === query.phone_number) &&
				isAssigned(number, query) &&
				(provider === undefined || number.provider === provider) &&
				(outbound === undefined || (number.supports_outbound ?? true) === isTrue(outbound)),
		);
		const { sort_by: order = query.sort_direction && 'label' } = query;
		if (order !== undefined) {
			const key = order === 'label' ? 'label' : 'phone_number';
			found.sort((one, other) => one[key].localeCompare(other[key]));
			if (query.sort_direction === 'desc') found.reverse();
		}
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
