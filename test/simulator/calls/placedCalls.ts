import type { TimeOfDay } from '../../clock/movableClock';
import type { Conversations } from './conversations';
import type { CallOutcome } from './outcomes';
import { outcomeOf } from './outcomes';
import type { Identifiers } from '../server/identifiers';
import { dropOnPickup } from './pickup';
import type { JsonObject } from '../schema/pydantic';
import type { Agent, PhoneNumber, Provider } from '../schema/wireTypes';

/** A phone that rang. */
export interface PlacedCall {
	conversationId: string;
	/** What the answer calls `callSid`, or `sip_call_id` on a SIP trunk. */
	callSid: string;
	/** The number dialed, exactly as it came. */
	number: string;
	agentId: string;
	phoneNumberId: string;
	provider: Provider;
	/** The request that placed it. */
	body: JsonObject;
	requestId: string;
	/** Milliseconds since 1970. */
	time: number;
	/** Its outcome, which the number dialed decides. */
	outcome: CallOutcome;
	/** Why it would end a second after pickup; absent when it would not. */
	drop?: string;
}

export class PlacedCalls {
	readonly all: PlacedCall[] = [];

	private readonly countByNumber = new Map<string, number>();

	constructor(
		private readonly clock: TimeOfDay,
		private readonly identifiers: Identifiers,
		private readonly conversations: Conversations,
	) {}

	place(agent: Agent, from: PhoneNumber, number: string, body: JsonObject, requestId: string) {
		const call = this.begin(agent, from, number, body, requestId);
		this.all.push(call);
		this.countByNumber.set(number, this.to(number) + 1);
		return call;
	}

	/** A call that someone else placed: it has a conversation, but is not counted here. */
	placeForeign(agent: Agent, from: PhoneNumber, number: string, clientData?: JsonObject) {
		const body = {
			agent_id: agent.agent_id,
			agent_phone_number_id: from.phone_number_id,
			to_number: number,
			...(clientData && { conversation_initiation_client_data: clientData }),
		};
		return this.begin(agent, from, number, body, this.identifiers.request());
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
		this.conversations.clear();
	}

	private begin(
		agent: Agent,
		from: PhoneNumber,
		number: string,
		body: JsonObject,
		requestId: string,
	): PlacedCall {
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
			time: this.clock.now(),
			outcome: outcomeOf(number),
			...(drop !== undefined && { drop }),
		};
		this.conversations.begin(call, agent, from);
		return call;
	}
}
