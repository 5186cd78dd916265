import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { record } from './pagination';

/** What a webhook can be attached for. */
export type SubscribedEvent =
	| 'transcript'
	| 'audio'
	| 'call_initiation_failure'
	| 'answering_machine_detection'
	| 'unredacted_transcript'
	| 'unredacted_audio';

/** The `type` of what is delivered goes by another name than what it was subscribed to. */
const SUBSCRIPTIONS = new Map<string, SubscribedEvent[]>([
	// Under which names the unredacted ones come is not documented: they may share these.
	['post_call_transcription', ['transcript', 'unredacted_transcript']],
	['post_call_audio', ['audio', 'unredacted_audio']],
	['call_initiation_failure', ['call_initiation_failure']],
	['answering_machine_detection', ['answering_machine_detection']],
]);

/** What ElevenLabs tells of a call. */
export interface CallEvent {
	/** As delivered, e.g. `post_call_transcription`. */
	type?: string;
	/** Unix seconds. */
	timestamp?: number;
	/** What happened; undefined where the event is none that we can read. */
	data?: IDataObject;
	/** The whole event as it came: JSON, or text where it is none. */
	raw: unknown;
}

const said = <T extends z.ZodTypeAny>(type: T) => type.optional().catch(undefined);

const envelope = z
	.object({ type: said(z.string()), event_timestamp: said(z.number()), data: said(record) })
	.catch({});

/** Reads a delivery, whatever it is. */
export function readCallEvent(rawBody: Buffer): CallEvent {
	const raw = jsonOrText(rawBody.toString('utf8'));
	const { type, event_timestamp: timestamp, data } = envelope.parse(raw);
	return {
		raw,
		...(type === undefined ? {} : { type }),
		...(timestamp === undefined ? {} : { timestamp }),
		...(data === undefined ? {} : { data }),
	};
}

/** The subscriptions that an event may have come by; none where its type is not known. */
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
