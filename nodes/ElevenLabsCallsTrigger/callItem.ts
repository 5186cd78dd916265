import type { IDataObject } from 'n8n-workflow';
import type { JudgedCall } from '../shared/calling/following/callOutcome';
import { judgeCall, judgeFailedStart } from '../shared/calling/following/callOutcome';
import { simplifyConversation } from '../shared/elevenlabs/simplifiedConversation';
import type { CallEvent, SubscribedEvent } from '../shared/elevenlabs/webhookEvents';
import { subscriptionsOf } from '../shared/elevenlabs/webhookEvents';
import { judgeMachine, machineVerdict } from './machineVerdict';
import type { DeliverySettings } from './triggerSettings';

/** What the workflow starts with. */
export interface CallItem {
	json: IDataObject;
	/** The recording of an audio event. */
	audio?: Buffer;
}

type Kind = 'conversation' | 'failedStart' | 'machineVerdict' | 'audio' | 'unknown';

const KINDS: Record<SubscribedEvent, Kind> = {
	transcript: 'conversation',
	unredacted_transcript: 'conversation',
	audio: 'audio',
	unredacted_audio: 'audio',
	call_initiation_failure: 'failedStart',
	answering_machine_detection: 'machineVerdict',
};

/** The last second that a date can hold. */
const LAST_SECOND = 8.64e12;

/**
 * Whether an event starts the workflow. Events of unknown types do, because skipping them would lose
 * them. A filter doesn't apply to an event that lacks the value it needs.
 */
export function isWanted(event: CallEvent, wanted: DeliverySettings): boolean {
	const subscriptions = subscriptionsOf(event);
	const isSubscribed =
		subscriptions.length === 0 ||
		subscriptions.some((subscription) => wanted.events.includes(subscription));
	if (!isSubscribed) return false;
	const agentId = event.data?.agent_id;
	return (
		isAmong(wanted.agentIds, typeof agentId === 'string' ? agentId : undefined) &&
		isAmong(wanted.outcomes, eventOutcome(event)) &&
		(wanted.direction === 'any' || hasDirection(event, wanted.direction))
	);
}

/**
 * Makes the item that the workflow starts with: the event's data as sent, plus the outcome,
 * type and time. An event that isn't understood is passed on whole, under `event`.
 * @param simplify whether to keep only the parts that workflows use
 */
export function callItem(event: CallEvent, simplify: boolean): CallItem {
	const { type, timestamp, data, raw } = event;
	const verdict = judged(event);
	const isTime = timestamp !== undefined && Math.abs(timestamp) <= LAST_SECOND;
	const added: IDataObject = {
		...(verdict === undefined ? {} : { outcome: verdict.outcome, outcome_reason: verdict.reason }),
		event_type: type ?? null,
		event_timestamp: timestamp ?? null,
		event_time: isTime ? new Date(timestamp * 1000).toISOString() : null,
	};
	if (data === undefined || kindOf(event) === 'unknown') {
		return { json: { event: raw as IDataObject, ...added } };
	}
	if (kindOf(event) !== 'audio' || typeof data.full_audio !== 'string') {
		return { json: { ...(simplify ? simplified(event, data) : data), ...added } };
	}
	const { full_audio: audio, ...rest } = data;
	return { json: { ...rest, ...added }, audio: Buffer.from(audio as string, 'base64') };
}

/** Undefined if the event doesn't say one. */
function eventOutcome(event: CallEvent): string | undefined {
	return kindOf(event) === 'machineVerdict'
		? machineVerdict(event.raw)?.outcome
		: judged(event)?.outcome;
}

function judged(event: CallEvent): JudgedCall | undefined {
	const kind = kindOf(event);
	if (kind === 'machineVerdict') return judgeMachine(event.raw);
	if (event.data === undefined) return undefined;
	switch (kind) {
		case 'conversation':
			return judgeCall(event.data);
		case 'failedStart':
			return judgeFailedStart(event.data);
		default:
			return undefined;
	}
}

function hasDirection(event: CallEvent, direction: 'inbound' | 'outbound'): boolean {
	switch (kindOf(event)) {
		case 'conversation': {
			const metadata = inner(event.data, 'metadata');
			const directions = ['phone_call', 'whatsapp', 'sms'].map(
				(channel) => inner(metadata, channel)?.direction,
			);
			return directions.includes(direction);
		}
		case 'failedStart':
		case 'machineVerdict':
			// Only outbound calls can fail to connect, or have machine detection.
			return direction === 'outbound';
		default:
			return true;
	}
}

function simplified(event: CallEvent, data: IDataObject): IDataObject {
	if (kindOf(event) === 'conversation') {
		const { conversation_id } = data;
		return simplifyConversation({ ...data, conversation_id: String(conversation_id ?? '') });
	}
	if (kindOf(event) === 'failedStart') {
		const line = inner(inner(data, 'metadata'), 'body');
		return {
			conversation_id: data.conversation_id ?? null,
			agent_id: data.agent_id ?? null,
			failure_reason: data.failure_reason ?? null,
			to_number: line?.to_number ?? line?.To ?? null,
			from_number: line?.from_number ?? line?.From ?? null,
		};
	}
	return data;
}

function kindOf(event: CallEvent): Kind {
	const [subscription] = subscriptionsOf(event);
	return subscription === undefined ? 'unknown' : KINDS[subscription];
}

function isAmong(chosen: string[], value: string | undefined): boolean {
	return chosen.length === 0 || value === undefined || chosen.includes(value);
}

function inner(value: IDataObject | undefined, name: string): IDataObject | undefined {
	const found = value?.[name];
	return typeof found === 'object' && found !== null && !Array.isArray(found)
		? (found as IDataObject)
		: undefined;
}
