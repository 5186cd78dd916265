import type { IDataObject } from 'n8n-workflow';
import type { z } from 'zod';
import type { Conversation } from './schemas';
import { conversationContents } from './schemas';

/** The last second that a date can hold. */
const LAST_SECOND = 8.64e12;

/**
 * Returns the parts of a conversation that workflows use, under plain names. The keys are always the
 * same; what ElevenLabs has not sent is null, and a list without entries is empty.
 */
export function simplifyConversation(conversation: Conversation): IDataObject {
	const contents = conversationContents.parse(conversation);
	const { conversation_id, agent_id, status, metadata, analysis, transcript } = contents;
	const { conversation_initiation_client_data: sent } = contents;
	// A turn without words is one in which the agent only used a tool.
	const turns = (transcript ?? []).flatMap(({ role, message, time_in_call_secs }) =>
		message?.trim()
			? [{ role: role ?? null, message, time_in_call_secs: time_in_call_secs ?? null }]
			: [],
	);
	return {
		conversation_id: conversation_id ?? null,
		agent_id: agent_id ?? null,
		status: status ?? null,
		start_time: dateOf(metadata?.start_time_unix_secs),
		duration_secs: metadata?.call_duration_secs ?? null,
		cost: metadata?.cost ?? null,
		termination_reason: metadata?.termination_reason || null,
		call_successful: analysis?.call_successful ?? null,
		summary: analysis?.transcript_summary || null,
		transcript: turns.map(({ role, message }) => `${speaker(role)}: ${message.trim()}`).join('\n'),
		turns,
		evaluation_criteria: mapEntries(analysis?.evaluation_criteria_results, (verdict) => ({
			result: verdict?.result ?? null,
			rationale: verdict?.rationale ?? null,
		})),
		data_collection: mapEntries(
			analysis?.data_collection_results,
			(collected) => (collected?.value ?? null) as IDataObject | null,
		),
		to_number: dialedNumber(metadata),
		user_id: contents.user_id ?? sent?.user_id ?? null,
		dynamic_variables: sent?.dynamic_variables ?? {},
	};
}

/** The number that was called: the person's in an outbound call, the agent's in an inbound one. */
function dialedNumber(metadata: z.output<typeof conversationContents>['metadata']): string | null {
	const { phone_call: phone, whatsapp } = metadata ?? {};
	if (phone) {
		const { direction, external_number: theirs, agent_number: ours } = phone;
		return (direction === 'inbound' ? ours : theirs) ?? null;
	}
	const isOutbound = whatsapp?.direction === 'outbound';
	const id = isOutbound ? whatsapp.whatsapp_user_id : undefined;
	return id ? `+${id.replace(/^\+/, '')}` : null;
}

/** Unix seconds as an ISO 8601 time; null if they aren't a time. */
export function dateOf(seconds: number | null | undefined): string | null {
	const isTime = typeof seconds === 'number' && seconds > 0 && seconds <= LAST_SECOND;
	return isTime ? new Date(seconds * 1000).toISOString() : null;
}

/** Capitalizes a word, e.g. `agent` as `Agent`. */
function speaker(role: string | null): string {
	return role ? role.charAt(0).toUpperCase() + role.slice(1) : 'Unknown';
}

function mapEntries<From>(
	entries: Record<string, From> | null | undefined,
	map: (entry: From) => IDataObject | null,
): IDataObject {
	return Object.fromEntries(
		Object.entries(entries ?? {}).map(([name, entry]) => [name, map(entry)]),
	);
}
