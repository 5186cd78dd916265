import type { IDataObject } from 'n8n-workflow';
import type { JudgedCall } from '../shared/calling/callOutcome';
import { judgeCall, judgeFailedStart } from '../shared/calling/callOutcome';
import { simplifyConversation } from '../shared/elevenlabs/simplifiedConversation';
import type { CallEvent, SubscribedEvent } from '../shared/elevenlabs/webhookEvents';
import { subscriptionsOf } from '../shared/elevenlabs/webhookEvents';

/** Which events start the workflow. */
export interface Wanted {
	events: string[];
	/** Whether an event of an unknown type is one that was subscribed to. */
	unknownTypes: boolean;
	/** Empty for all. */
	agentIds: string[];
	/** Empty for all. */
	outcomes: string[];
	direction: 'any' | 'inbound' | 'outbound';
}

/** What an event becomes. */
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

/** The last second that a date can tell. */
const LAST_SECOND = 8.64e12;

/** Whether an event is to start the workflow. What an event does not tell is not held against it. */
export function isWanted(event: CallEvent, wanted: Wanted): boolean {
	const subscriptions = subscriptionsOf(event);
	const isSubscribed =
		subscriptions.length === 0
			? wanted.unknownTypes
			: subscriptions.some((subscription) => wanted.events.includes(subscription));
	if (!isSubscribed) return false;
	const agentId = event.data?.agent_id;
	return (
		isAmong(wanted.agentIds, typeof agentId === 'string' ? agentId : undefined) &&
		isAmong(wanted.outcomes, judged(event)?.outcome) &&
		(wanted.direction === 'any' || hasDirection(event, wanted.direction))
	);
}

/**
 * Makes the item that the workflow starts with: the event's data as they were sent, and beside
 * them what we make of them.
 * @param simplify whether only the parts that workflows use are wanted
 */
export function callItem(event: CallEvent, simplify: boolean): CallItem {
	const { type, timestamp, data, raw } = event;
	const verdict = judged(event);
	const isTime = timestamp !== undefined && Math.abs(timestamp) <= LAST_SECOND;
	const told: IDataObject = {
		...(verdict === undefined ? {} : { outcome: verdict.outcome, outcome_reason: verdict.reason }),
		event_type: type ?? null,
		event_timestamp: timestamp ?? null,
		event_time: isTime ? new Date(timestamp * 1000).toISOString() : null,
	};
	if (data === undefined) return { json: { event: raw as IDataObject, ...told } };
	if (kindOf(event) !== 'audio' || typeof data.full_audio !== 'string') {
		return { json: { ...(simplify ? simplified(event, data) : data), ...told } };
	}
	const { full_audio: audio, ...rest } = data;
	return { json: { ...rest, ...told }, audio: Buffer.from(audio as string, 'base64') };
}

function judged(event: CallEvent): JudgedCall | undefined {
	if (event.data === undefined) return undefined;
	switch (kindOf(event)) {
		case 'conversation':
			return judgeCall(event.data);
		case 'failedStart':
			return judgeFailedStart(event.data);
		case 'machineVerdict':
			return judgeMachine(event.data.answered_by ?? event.data.AnsweredBy);
		default:
			return undefined;
	}
}

function judgeMachine(answeredBy: unknown): JudgedCall {
	if (answeredBy === 'human') return { outcome: 'answered', reason: 'A person picked up' };
	return typeof answeredBy === 'string' && answeredBy.startsWith('machine')
		? { outcome: 'voicemail', reason: 'A machine answered' }
		: { outcome: 'unknown', reason: 'It is not known who answered' };
}

function hasDirection(event: CallEvent, direction: 'inbound' | 'outbound'): boolean {
	switch (kindOf(event)) {
		case 'conversation': {
			const metadata = inner(event.data, 'metadata');
			const told = ['phone_call', 'whatsapp', 'sms'].map(
				(channel) => inner(metadata, channel)?.direction,
			);
			return told.includes(direction);
		}
		case 'failedStart':
		case 'machineVerdict':
			// Only a call that we place can fail to begin, or is listened to for machines.
			return direction === 'outbound';
		default:
			return true;
	}
}

function simplified(event: CallEvent, data: IDataObject): IDataObject {
	if (kindOf(event) === 'conversation') {
		const { conversation_id } = data;
		const begun = inner(data, 'conversation_initiation_client_data');
		return {
			...simplifyConversation({ ...data, conversation_id: String(conversation_id ?? '') }),
			user_id: data.user_id ?? begun?.user_id ?? null,
			dynamic_variables: begun?.dynamic_variables ?? {},
		};
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

function isAmong(chosen: string[], told: string | undefined): boolean {
	return chosen.length === 0 || told === undefined || chosen.includes(told);
}

function inner(value: IDataObject | undefined, name: string): IDataObject | undefined {
	const found = value?.[name];
	return typeof found === 'object' && found !== null && !Array.isArray(found)
		? (found as IDataObject)
		: undefined;
}
