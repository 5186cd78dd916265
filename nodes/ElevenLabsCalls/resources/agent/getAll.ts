import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { listRawAgents } from '../../../shared/elevenlabs/agents';
import { dateOf } from '../../../shared/elevenlabs/simplifiedConversation';
import type { Filter } from '../../parameters/filters';
import { booleanFilter, searchFilter, textFilter, textsFilter } from '../../parameters/filters';
import { listFields } from '../../parameters/listFields';
import { sortField } from '../../parameters/sort';
import { listOperation } from '../listOperation';

const filters: Filter[] = [
	booleanFilter('archived', {
		displayName: 'Archived',
		name: 'archived',
		default: false,
		description: 'Whether to return only archived agents, or only agents that are not archived',
	}),
	textFilter('created_by_user_id', {
		displayName: 'Created By',
		name: 'createdBy',
		default: '@me',
		placeholder: 'e.g. @me',
		description:
			'The ID of the ElevenLabs user who created the agent; @me is the owner of the API key',
	}),
	searchFilter('e.g. reminder', 'Part of the name'),
	textsFilter('tags', {
		displayName: 'Tags',
		name: 'tags',
		placeholder: 'e.g. sales, reminders',
		description: 'Tags of the agent, separated by commas or as a list',
	}),
];

const sort = sortField([
	{ name: 'Calls in Last 7 Days', value: 'call_count_7d' },
	{ name: 'Creation Time', value: 'created_at' },
	{ name: 'Name', value: 'name' },
]);

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['agent'], operation: ['getAll'] } },
	listFields(filters, sort),
);

export const execute = listOperation(filters, sort, async (client, query, limit) =>
	(await listRawAgents(client, query, limit)).map(withTimes),
);

/** Adds ISO 8601 times to those in Unix seconds. */
function withTimes(agent: IDataObject): IDataObject {
	const time = (seconds: unknown) => dateOf(typeof seconds === 'number' ? seconds : undefined);
	return {
		...agent,
		created_time: time(agent.created_at_unix_secs),
		last_call_time: time(agent.last_call_time_unix_secs),
	};
}
