import { DateTime } from 'luxon';
import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { phoneNumberName, whyNotDialable } from '../../shared/calling/recipient/callerNumber';
import { whatsAppAccountName, whyNotCalling } from '../../shared/calling/recipient/whatsAppAccount';
import { readAgentPage, readLlms } from '../../shared/elevenlabs/agents';
import type { BatchCallSummary } from '../../shared/elevenlabs/batchCalls';
import { readBatchCallPage } from '../../shared/elevenlabs/batchCalls';
import type { ElevenLabsClient } from '../../shared/elevenlabs/client';
import { elevenLabsClient } from '../../shared/elevenlabs/client';
import { readConversationPage } from '../../shared/elevenlabs/conversations';
import type { Page, PageSearch } from '../../shared/elevenlabs/pages';
import { readPhoneNumberPage } from '../../shared/elevenlabs/phoneNumbers';
import type { ConversationSummary, PhoneNumber } from '../../shared/elevenlabs/schemas';
import { readVoicePage } from '../../shared/elevenlabs/voices';
import { readWhatsAppAccounts } from '../../shared/elevenlabs/whatsApp';
import { toNodeError } from '../nodeErrors';

/** Fills a list of the editor, page by page as the user scrolls. */
type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

export const searchAgents = listSearch(readAgentPage, ({ agent_id: id, name }) => ({
	name: name || id,
	value: id,
	url: `https://elevenlabs.io/app/agents/agents/${id}`,
}));

export const searchBatchCalls = listSearch(readBatchCallPage, (batch, timeZone) => ({
	name: batchCallName(batch, timeZone),
	value: batch.id,
}));

/** Names of batches repeat, so the list also shows what tells two of them apart. */
function batchCallName(
	{ id, name, status, scheduled_time_unix: start, total_calls_scheduled: size }: BatchCallSummary,
	zone: string,
): string {
	const details = [
		start && dateTime(start, zone),
		size && `${size} recipient${size === 1 ? '' : 's'}`,
		status?.replace('_', ' '),
	].filter(Boolean);
	return `${name || id}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
}

export const searchConversations = listSearch(readConversationPage, (conversation, timeZone) => ({
	name: conversationName(conversation, timeZone),
	value: conversation.conversation_id,
}));

/** Conversations have no names. People know when a call was and with which agent. */
function conversationName(conversation: ConversationSummary, zone: string): string {
	const { conversation_id: id, agent_name: agent, call_summary_title: title } = conversation;
	const { start_time_unix_secs: start, call_duration_secs: seconds, status } = conversation;
	const parts = [start && dateTime(start, zone), agent, title].filter(Boolean);
	const details = [status, seconds && `${seconds} s`].filter(Boolean);
	return `${parts.join(', ') || id}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
}

/** @param seconds Unix seconds */
function dateTime(seconds: number, zone: string): string {
	return DateTime.fromSeconds(seconds, { zone }).toFormat('yyyy-MM-dd HH:mm');
}

const phoneNumberItem = (number: PhoneNumber): INodeListSearchItems => ({
	name: phoneNumberName(number),
	value: number.phone_number_id,
});

/** Offers only the numbers that can dial. */
export const searchPhoneNumbers = listSearch(async (client, search) => {
	const { entries, ...page } = await readPhoneNumberPage(client, search);
	return { ...page, entries: entries.filter((number) => whyNotDialable(number) === undefined) };
}, phoneNumberItem);

/** Offers also the numbers that only receive calls. */
export const searchAllPhoneNumbers = listSearch(readPhoneNumberPage, phoneNumberItem);

export const searchVoices = listSearch(readVoicePage, ({ voice_id: id, name, category }) => ({
	name: `${name || id}${category ? ` (${category})` : ''}`,
	value: id,
}));

export const searchLlms = wholeListSearch(readLlms, (llm) => ({ name: llm, value: llm }));

export const searchWhatsAppAccounts = wholeListSearch(readWhatsAppAccounts, (account) => ({
	name: [whatsAppAccountName(account), whyNotCalling(account)].filter(Boolean).join(' '),
	value: account.phone_number_id,
}));

/** For a list that ElevenLabs gives all at once and can't search. */
function wholeListSearch<Entry>(
	read: (client: ElevenLabsClient) => Promise<Entry[]>,
	item: (entry: Entry) => INodeListSearchItems,
): ListSearch {
	return listSearch(
		async (client, { search = '' }) => {
			const items = (await read(client)).map(item);
			const isWanted = ({ name }: INodeListSearchItems) =>
				name.toLowerCase().includes(search.toLowerCase());
			return { entries: items.filter(isWanted) };
		},
		(entry) => entry,
	);
}

function listSearch<Entry>(
	read: (client: ElevenLabsClient, search: PageSearch) => Promise<Page<Entry>>,
	item: (entry: Entry, timeZone: string) => INodeListSearchItems,
): ListSearch {
	return async function (filter, paginationToken) {
		try {
			const client = await elevenLabsClient(this);
			const page = await read(client, { search: filter, cursor: paginationToken });
			return {
				results: page.entries.map((entry) => item(entry, this.getTimezone())),
				...(page.next === undefined ? {} : { paginationToken: page.next }),
			};
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	};
}
