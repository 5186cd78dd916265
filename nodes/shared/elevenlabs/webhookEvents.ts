import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { optionalOf, record } from './schemas';

/** The events that an agent or the workspace can send to a webhook, as their settings name them. */
export type SubscribedEvent =
	| 'transcript'
	| 'audio'
	| 'call_initiation_failure'
	| 'answering_machine_detection'
	| 'unredacted_transcript'
	| 'unredacted_audio';

/** The `type` of a delivery differs from the event's name in the settings. */
const SUBSCRIPTIONS = new Map<string, SubscribedEvent[]>([
	// The types of the unredacted events aren't documented: they may share these.
	['post_call_transcription', ['transcript', 'unredacted_transcript']],
	['post_call_audio', ['audio', 'unredacted_audio']],
	['call_initiation_failure', ['call_initiation_failure']],
	['answering_machine_detection', ['answering_machine_detection']],
]);

/** An event of a call, as it was delivered. */
export interface CallEvent {
	/** As delivered, e.g. `post_call_transcription`. */
	type?: string;
	/** Unix seconds. */
	timestamp?: number;
	/** What happened; absent if it can't be read. */
	data?: IDataObject;
	/** The whole event: parsed JSON, or the text if it isn't JSON. */
	raw: unknown;
}

const envelope = z
	.object({
		type: optionalOf(z.string()),
		event_timestamp: optionalOf(z.number()),
		data: optionalOf(record),
	})
	.catch({});

/** Reads a delivery, whatever it contains. */
export function readCallEvent(rawBody: Buffer): CallEvent {
	const raw = jsonOrText(rawBody.toString('utf8'));
	const { type, event_timestamp: timestamp, data } = envelope.parse(raw);
	return {
		raw,
		...(typeof type === 'string' ? { type } : {}),
		...(typeof timestamp === 'number' ? { timestamp } : {}),
		...(data ? { data } : {}),
	};
}

/** The events in the settings that may have caused a delivery; none if its type is unknown. */
export function subscriptionsOf({ type = '' }: CallEvent): SubscribedEvent[] {
	const known = SUBSCRIPTIONS.get(type);
	if (known !== undefined) return known;
	if (!type.includes('unredacted')) return [];
	return [type.includes('audio') ? 'unredacted_audio' : 'unredacted_transcript'];
}

function jsonOrText(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}
