import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { lineName, whyNotDialable } from '../../shared/calling/recipient/callerNumber';
import { readLlms } from '../../shared/elevenlabs/agents';
import type { ElevenLabsClient } from '../../shared/elevenlabs/client';
import { elevenLabsClient } from '../../shared/elevenlabs/client';
import { readPhoneNumberPage } from '../../shared/elevenlabs/phoneNumbers';
import type { PhoneNumber } from '../../shared/elevenlabs/schemas';
import { agentPage, voicePage } from '../../shared/elevenlabs/schemas';
import { toNodeError } from '../nodeErrors';

const PAGE_SIZE = 100;

/** What a page is asked with: the editor's search text, and where the page before ended. */
interface PageRequest {
	search?: string;
	cursor?: string;
}

export async function searchAgents(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await listed(this, { search: filter, cursor: paginationToken }, async (client, page) => {
		const { agents, has_more, next_cursor } = await client.read('/v1/convai/agents', agentPage, {
			page_size: PAGE_SIZE,
			...set({ search: page.search, cursor: page.cursor }),
		});
		return {
			results: agents.map(({ agent_id, name }) => ({
				name: name || agent_id,
				value: agent_id,
				url: `https://elevenlabs.io/app/agents/agents/${agent_id}`,
			})),
			...token(has_more, next_cursor),
		};
	});
}

/** Offers only the numbers that can dial. */
export async function searchPhoneNumbers(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await listedNumbers(
		this,
		{ search: filter, cursor: paginationToken },
		(line) => whyNotDialable(line) === undefined,
	);
}

/** Offers also the numbers that only receive calls. */
export async function searchAllPhoneNumbers(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await listedNumbers(this, { search: filter, cursor: paginationToken }, () => true);
}

async function listedNumbers(
	context: ILoadOptionsFunctions,
	request: PageRequest,
	isOffered: (line: PhoneNumber) => boolean,
): Promise<INodeListSearchResult> {
	return await listed(context, request, async (client, page) => {
		const { numbers, nextCursor } = await readPhoneNumberPage(client, {
			...page,
			pageSize: PAGE_SIZE,
		});
		return {
			results: numbers
				.filter(isOffered)
				.map((line) => ({ name: lineName(line), value: line.phone_number_id })),
			...token(true, nextCursor),
		};
	});
}

export async function searchVoices(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await listed(this, { search: filter, cursor: paginationToken }, async (client, page) => {
		const { voices, has_more, next_page_token } = await client.read('/v2/voices', voicePage, {
			page_size: PAGE_SIZE,
			include_total_count: false,
			...set({ search: page.search, next_page_token: page.cursor }),
		});
		return {
			results: voices.map(({ voice_id, name, category }) => ({
				name: `${name || voice_id}${category ? ` (${category})` : ''}`,
				value: voice_id,
			})),
			...token(has_more, next_page_token),
		};
	});
}

export async function searchLlms(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await listed(this, { search: filter }, async (client, { search = '' }) => {
		const llms = await readLlms(client);
		return {
			results: llms
				.filter((llm) => llm.toLowerCase().includes(search.toLowerCase()))
				.map((llm) => ({ name: llm, value: llm })),
		};
	});
}

async function listed(
	context: ILoadOptionsFunctions,
	page: PageRequest,
	read: (client: ElevenLabsClient, page: PageRequest) => Promise<INodeListSearchResult>,
): Promise<INodeListSearchResult> {
	try {
		return await read(await elevenLabsClient(context), page);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

function set(query: Record<string, string | undefined>): IDataObject {
	return Object.fromEntries(Object.entries(query).filter(([, value]) => value));
}

function token(hasMore: boolean | null | undefined, cursor: string | null | undefined) {
	return hasMore && cursor ? { paginationToken: cursor } : {};
}
