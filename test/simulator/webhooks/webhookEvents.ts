import { timelineOf } from '../calls/callTimeline';
import type { PlacedCall } from '../calls/placedCalls';
import type { JsonObject } from '../schema/pydantic';
import { isObject } from '../schema/pydantic';
import type { Caller, PostCallWebhook, SubscribedEvent } from '../schema/wireTypes';

/** The `type` under which an event is delivered. */
export type DeliveredType =
	| 'post_call_transcription'
	| 'post_call_audio'
	| 'call_initiation_failure'
	| 'answering_machine_detection';

/** An event of a call that a webhook can receive. */
export interface CallEvent {
	type: DeliveredType;
	/** Milliseconds since 1970. */
	at: number;
}

const subscriptions: Record<DeliveredType, SubscribedEvent> = {
	post_call_transcription: 'transcript',
	post_call_audio: 'audio',
	call_initiation_failure: 'call_initiation_failure',
	answering_machine_detection: 'answering_machine_detection',
};

/** Without a list of its own a webhook is for transcripts; `send_audio` is the older switch. */
export const isSubscribed = (webhooks: PostCallWebhook, type: DeliveredType): boolean =>
	(webhooks.events ?? ['transcript']).includes(subscriptions[type]) ||
	(type === 'post_call_audio' && webhooks.send_audio === true);

function machineDetection({ body, provider }: PlacedCall): JsonObject | undefined {
	const config = body.telephony_call_config;
	const detection = isObject(config) ? config.twilio_machine_detection : undefined;
	return provider === 'twilio' && isObject(detection) ? detection : undefined;
}

const waitsForTone = (call: PlacedCall) => machineDetection(call)?.mode === 'detect_message_end';

/** All events of a call, in the order in which they happen. */
export function eventsOf(call: PlacedCall, isRecorded: boolean): CallEvent[] {
	const { pickedUpAfter, endedAfter, settledAfter, ending } = timelineOf(call);
	if (!Number.isFinite(settledAfter)) return [];
	if (pickedUpAfter === undefined) {
		return [{ type: 'call_initiation_failure', at: call.time + endedAfter }];
	}
	const events: CallEvent[] = [];
	if (machineDetection(call)) {
		const takes =
			call.outcome === 'voicemail' && waitsForTone(call)
				? call.durations.machineTone
				: call.durations.machineVerdict;
		events.push({ type: 'answering_machine_detection', at: call.time + pickedUpAfter + takes });
	}
	events.push({ type: 'post_call_transcription', at: call.time + settledAfter });
	if (isRecorded && ending === 'done') {
		events.push({ type: 'post_call_audio', at: call.time + settledAfter });
	}
	// The machine detection of a call that drops comes after its end.
	return events.sort((one, other) => one.at - other.at);
}

/** The event with the result of the carrier's machine detection. */
export function machineVerdict(call: PlacedCall): JsonObject {
	const machine = waitsForTone(call) ? 'machine_end_beep' : 'machine_start';
	const answeredBy = call.outcome === 'voicemail' ? machine : 'human';
	return {
		agent_id: call.agentId,
		conversation_id: call.conversationId,
		call_sid: call.callSid,
		answered_by: call.drop === undefined ? answeredBy : 'unknown',
	};
}

const failureReasons: Partial<Record<PlacedCall['outcome'], { reason: string; twilio: string }>> = {
	busy: { reason: 'busy', twilio: 'busy' },
	no_answer: { reason: 'no-answer', twilio: 'no-answer' },
};

/** Why nobody could be reached, in the carrier's words. */
export function initiationFailure(call: PlacedCall, from: Caller): JsonObject {
	const { reason, twilio } = failureReasons[call.outcome] ?? {
		reason: 'unknown',
		twilio: 'failed',
	};
	const { error } = timelineOf(call);
	const metadata =
		call.provider === 'sip_trunk'
			? {
					type: 'sip',
					body: {
						from_number: from.phone_number,
						to_number: call.number,
						sip_status_code: error?.code ?? 0,
						error_reason: error?.reason ?? '',
						call_sid: call.callSid,
					},
				}
			: {
					type: call.provider,
					body: {
						CallSid: call.callSid,
						CallStatus: twilio,
						To: call.number,
						From: from.phone_number,
						Direction: 'outbound-api',
					},
				};
	return {
		agent_id: call.agentId,
		conversation_id: call.conversationId,
		failure_reason: reason,
		metadata,
	};
}
