import type { PlacedCall } from './placedCalls';
import { isObject } from '../schema/pydantic';
import type { CallResult, Conversation, ConversationStatus } from '../schema/wireTypes';

/** What a call does, as milliseconds after it was dialed. */
export interface CallTimeline {
	/** Absent when nobody picks up. */
	pickedUpAfter?: number;
	endedAfter: number;
	/** When nothing about it changes anymore. */
	settledAfter: number;
	ending: 'done' | 'failed';
	callResult: CallResult;
	terminationReason: string;
	error: Conversation['metadata']['error'];
}

/** How a SIP trunk words why nobody could be reached. */
const sipRefusals = {
	busy: { code: 486, words: 'Busy Here' },
	no_answer: { code: 480, words: 'Temporarily Unavailable' },
	failed: { code: 404, words: 'Not Found' },
} as const;

type Unreached = keyof typeof sipRefusals;

/** Only SIP trunks are known to say why. */
function unreached(call: PlacedCall, callResult: Unreached, after: number): CallTimeline {
	const { code, words } = sipRefusals[callResult];
	const reason = `INVITE failed: sip status: ${code}: ${words}`;
	return {
		endedAfter: after,
		settledAfter: after,
		ending: 'failed',
		callResult,
		terminationReason: '',
		error: call.provider === 'sip_trunk' ? { code, reason } : null,
	};
}

function ringingLimit({ body, durations }: PlacedCall): number {
	const config = body.telephony_call_config;
	const seconds = isObject(config) ? config.ringing_timeout_secs : undefined;
	return seconds === undefined ? durations.unanswered : Number(seconds) * 1000;
}

function pickedUp(call: PlacedCall, callResult: 'answered' | 'voicemail'): CallTimeline {
	const { durations } = call;
	const pickedUpAfter = durations.ringing;
	if (call.drop !== undefined) {
		const endedAfter = pickedUpAfter + durations.drop;
		return {
			pickedUpAfter,
			endedAfter,
			settledAfter: endedAfter,
			ending: 'failed',
			// Too short to distinguish a machine from a person.
			callResult: 'answered',
			terminationReason: call.drop,
			error: { code: 1008, reason: call.drop },
		};
	}
	const isMachine = callResult === 'voicemail';
	const endedAfter = pickedUpAfter + (isMachine ? durations.voicemail : durations.conversation);
	return {
		pickedUpAfter,
		endedAfter,
		settledAfter: endedAfter + durations.processing,
		ending: 'done',
		callResult,
		terminationReason: isMachine
			? 'voicemail_detection tool was called.'
			: 'Call ended by remote party',
		error: null,
	};
}

/** The phone rings only once the person approves, on WhatsApp. */
function permitted(call: PlacedCall): CallTimeline {
	const { permission, approvedAfter = Infinity, durations } = call;
	if (permission === 'declined') {
		return {
			...unreached(call, 'failed', durations.declined),
			terminationReason: 'User declined the call permission request.',
		};
	}
	if (permission === 'asked' && approvedAfter === Infinity) {
		return unreached(call, 'no_answer', Infinity);
	}
	const timeline = afterDialing(call);
	const wait = permission === 'asked' ? approvedAfter : 0;
	return {
		...timeline,
		...(timeline.pickedUpAfter !== undefined && { pickedUpAfter: timeline.pickedUpAfter + wait }),
		endedAfter: timeline.endedAfter + wait,
		settledAfter: timeline.settledAfter + wait,
	};
}

export const timelineOf = (call: PlacedCall): CallTimeline =>
	call.permission === undefined ? afterDialing(call) : permitted(call);

function afterDialing(call: PlacedCall): CallTimeline {
	switch (call.outcome) {
		case 'answered':
		case 'voicemail':
			return pickedUp(call, call.outcome);
		case 'busy':
			return unreached(call, 'busy', call.durations.busy);
		case 'failed':
			return unreached(call, 'failed', call.durations.failed);
		case 'no_answer':
			return unreached(call, 'no_answer', ringingLimit(call));
		case 'never_ends':
			return unreached(call, 'no_answer', Infinity);
	}
}

export function statusAfter(timeline: CallTimeline, elapsed: number): ConversationStatus {
	if (elapsed >= timeline.settledAfter) return timeline.ending;
	if (elapsed >= timeline.endedAfter) return 'processing';
	return elapsed >= (timeline.pickedUpAfter ?? Infinity) ? 'in-progress' : 'initiated';
}
