import { includesText, pageOf } from '../server/paging';
import { integer, text } from '../schema/pydantic';
import type { Endpoint } from './endpoint';
import { queryOf } from './endpoint';

export const listVoices: Endpoint = {
	method: 'GET',
	path: '/v2/voices',
	scope: 'voices_read',
	answer({ recorded }, { workspace }) {
		const query = queryOf(recorded, {
			page_size: integer({ ge: 1, le: 100 }),
			search: text(),
			next_page_token: text(),
		});
		const search = query.search ?? '';
		const found = workspace.voices.filter((voice) =>
			[voice.name, voice.description, voice.category, ...Object.values(voice.labels ?? {})].some(
				(words) => includesText(words, search),
			),
		);
		const { page, next } = pageOf(
			found,
			(voice) => voice.voice_id,
			Number(query.page_size ?? 10),
			query.next_page_token,
			'next_page_token',
		);
		return {
			voices: page,
			has_more: next !== null,
			total_count: found.length,
			next_page_token: next,
		};
	},
};
