import type { TimeOfDay } from '../../clock/movableClock';
import type { Conversations } from './conversations';
import type { Durations } from './durations';
import type { CallOutcome, CallPermission } from './outcomes';
import { outcomeOf, permissionOf } from './outcomes';
import type { Identifiers } from '../server/identifiers';
import { dropOnPickup } from './pickup';
import type { JsonObject } from '../schema/pydantic';
import type { Agent, BatchCallLink, Caller, Channel } from '../schema/wireTypes';

/** A phone that rang. */
export interface PlacedCall {
	conversationId: string;
	/** What the answer calls `callSid`, or `sip_call_id` on a SIP trunk. */
	callSid: string;
	/** The number dialed, exactly as it came. */
	number: string;
	agentId: string;
	phoneNumberId: string;
	provider: Channel;
	/** The request that placed it. */
	body: JsonObject;
	requestId: string;
	/** Milliseconds since 1970. */
	time: number;
	/** Its outcome, which the number dialed decides. */
	outcome: CallOutcome;
	durations: Durations;
	/** Why it would end a second after pickup; absent when it would not. */
	drop?: string;
	/** On WhatsApp only: whether the person had allowed calls when it was placed. */
	permission?: CallPermission;
	/** How many milliseconds later they allowed it, if they had to be asked. */
	approvedAfter?: number;
	/** The batch that placed it, if one did. */
	batchCall?: BatchCallLink;
}

/** What makes a phone ring. */
export interface Dial {
	agent: Agent;
	from: Caller;
	/** As it came. */
	number: string;
	body: JsonObject;
	requestId: string;
	/** Milliseconds since 1970; now if absent. */
	time?: number;
	batchCall?: BatchCallLink;
}

export class PlacedCalls {
	readonly all: PlacedCall[] = [];

	private readonly countByNumber = new Map<string, number>();

	/** Numbers of those who were asked on WhatsApp, and approved. */
	private readonly approved = new Set<string>();

	constructor(
		private readonly clock: TimeOfDay,
		private readonly identifiers: Identifiers,
		private readonly conversations: Conversations,
		private readonly durations: Durations,
	) {}

	place(dial: Dial): PlacedCall {
		const call = this.begin(dial);
		this.all.push(call);
		this.countByNumber.set(call.number, this.to(call.number) + 1);
		return call;
	}

	/** A call that someone else placed: it has a conversation, but is not counted here. */
	placeForeign(agent: Agent, from: Caller, number: string, clientData?: JsonObject): PlacedCall {
		const body = {
			agent_id: agent.agent_id,
			agent_phone_number_id: from.phone_number_id,
			to_number: number,
			...(clientData && { conversation_initiation_client_data: clientData }),
		};
		return this.begin({ agent, from, number, body, requestId: this.identifiers.request() });
	}

	/** The person of a WhatsApp call approves now, and the phone rings. */
	approve(conversationId: string): void {
		const { call } = this.conversations.approve(conversationId);
		this.approved.add(call.number);
	}

	to(number: string): number {
		return this.countByNumber.get(number) ?? 0;
	}

	counts(): Record<string, number> {
		return Object.fromEntries(this.countByNumber);
	}

	clear(): void {
		this.all.length = 0;
		this.countByNumber.clear();
		this.approved.clear();
		this.conversations.clear();
	}

	private begin({ agent, from, number, body, requestId, time, batchCall }: Dial): PlacedCall {
		const drop = dropOnPickup(agent, body.conversation_initiation_client_data);
		const call: PlacedCall = {
			conversationId: this.identifiers.conversation(),
			callSid: this.identifiers.call(from.provider),
			number,
			agentId: agent.agent_id,
			phoneNumberId: from.phone_number_id,
			provider: from.provider,
			body,
			requestId,
			time: time ?? this.clock.now(),
			outcome: outcomeOf(number),
			durations: this.durations,
			...(drop !== undefined && { drop }),
			...(from.provider === 'whatsapp' && {
				permission: this.approved.has(number) ? 'given' : permissionOf(number),
			}),
			...(batchCall && { batchCall }),
		};
		this.conversations.begin(call, agent, from);
		return call;
	}
}
