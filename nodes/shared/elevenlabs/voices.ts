import type { ElevenLabsClient } from './client';
import type { Page, PageSearch } from './pages';
import { readPage } from './pages';
import { PATHS } from './paths';
import type { Voice } from './schemas';
import { voices } from './schemas';

const CURSOR = 'next_page_token';

/** `GET /v2/voices` */
export const VOICE_LIST = {
	path: PATHS.voices,
	field: 'voices',
	entries: voices,
	cursorNames: { given: CURSOR, asked: CURSOR },
};

/**
 * Reads one page of voices, for the editor.
 * @throws ElevenLabsError
 */
export async function readVoicePage(
	client: ElevenLabsClient,
	{ search, cursor }: PageSearch,
): Promise<Page<Voice>> {
	const query = { include_total_count: false, ...(search ? { search } : {}) };
	return await readPage(client, { ...VOICE_LIST, query }, cursor);
}
