import type { IExecuteFunctions } from 'n8n-workflow';
import { Contacts } from '../../../shared/calling/guards/contacts';
import { RecentCalls } from '../../../shared/calling/guards/recentCalls';
import { claimsOf } from '../../../shared/claims';
import type { Clock } from '../../../shared/clock';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { listUserConversations } from '../../../shared/elevenlabs/conversations';
import { joined } from '../../../shared/failure';
import { failuresOf, ItemFailure } from '../../nodeErrors';

/** By base URL: User IDs of different workspaces are rarely the same, and then one more call counts. */
const recentCalls = new Map<string, RecentCalls>();

/** The calls of a run, next to those that ElevenLabs lists and those of this n8n process. */
export function callContacts(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	clock: Clock,
): Contacts {
	const recent = recentCalls.get(client.baseUrl) ?? new RecentCalls();
	recentCalls.set(client.baseUrl, recent);
	return new Contacts({
		conversations: async (userId, pageSize, cursor) => {
			const { entries, ...rest } = await listUserConversations(
				client,
				userId,
				pageSize,
				cursor,
			).catch(throwUnreadable);
			const byOurClock = (seconds: number) => seconds * 1000 - client.clockOffsetMs();
			return {
				...rest,
				entries: entries.map((one) => ({ ...one, startedAt: byOurClock(one.startedAt) })),
			};
		},
		claims: claimsOf(context),
		recent,
		now: () => clock.now(),
	});
}

function throwUnreadable(error: unknown): never {
	const failure = joined(failuresOf(error));
	const message = `Not called: the earlier calls for 'Contact Limit' can't be read: ${failure.message}`;
	throw new ItemFailure([{ ...failure, message }]);
}
