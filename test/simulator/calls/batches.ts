import type { TimeOfDay } from '../../clock/movableClock';
import { timelineOf, statusAfter } from './callTimeline';
import { refusalOf } from './outcomes';
import type { PlacedCall, PlacedCalls } from './placedCalls';
import type { JsonObject } from '../schema/pydantic';
import { isObject } from '../schema/pydantic';
import type {
	Agent,
	BatchCall,
	BatchCallDetails,
	BatchRecipient,
	BatchRecipientStatus,
	Caller,
} from '../schema/wireTypes';
import type { Identifiers } from '../server/identifiers';

/** How many calls of a batch are active at once if its request sets no limit. */
const usualConcurrency = 10;

/** How long a recipient's call has no conversation ID. */
const dispatchMs = 1_000;

/** A batch as it was submitted. */
export interface SubmittedBatch {
	id: string;
	/** The request, with its recipients in their order. */
	body: JsonObject;
	requestId: string;
	/** Milliseconds since 1970. */
	time: number;
	isDeleted: boolean;
}

interface Recipient {
	id: string;
	/** As it came: a phone number, or a WhatsApp user ID. */
	number: string;
	clientData: JsonObject | null;
	/** Its last call. */
	call?: PlacedCall;
	/** Why it was not called, if it no longer will be. */
	unplaced?: 'failed' | 'cancelled';
	updatedAt: number;
}

export interface BatchSettings {
	/** `false` while nobody has accepted the terms for batch calls in the dashboard. */
	batchAgreementAccepted: boolean;
}

interface NewBatch {
	agent: Agent;
	from: Caller;
	body: JsonObject;
	requestId: string;
}

const seconds = (ms: number) => Math.floor(ms / 1000);

const recipientStatus: Record<ReturnType<typeof statusAfter>, BatchRecipientStatus> = {
	initiated: 'initiated',
	'in-progress': 'in_progress',
	processing: 'in_progress',
	done: 'completed',
	failed: 'failed',
};

const finalStatuses: readonly BatchRecipientStatus[] = [
	'completed',
	'voicemail',
	'failed',
	'cancelled',
];

const isFinal = (status: BatchRecipientStatus) => finalStatuses.includes(status);

function statusOf({ call, unplaced }: Recipient, now: number): BatchRecipientStatus {
	if (unplaced) return unplaced;
	if (!call) return 'pending';
	const elapsed = now - call.time;
	if (elapsed < dispatchMs) return 'dispatched';
	const status = recipientStatus[statusAfter(timelineOf(call), elapsed)];
	return status === 'completed' && call.outcome === 'voicemail' ? 'voicemail' : status;
}

/** When a call leaves room for the next one. One that rings forever must not block a batch. */
function freesAt(call: PlacedCall): number {
	const { endedAfter } = timelineOf(call);
	return call.time + (Number.isFinite(endedAfter) ? endedAfter : call.durations.unanswered);
}

/** Puts a time into a list in ascending order. */
function insert(times: number[], time: number): void {
	let low = 0;
	let high = times.length;
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if ((times[middle] ?? 0) <= time) low = middle + 1;
		else high = middle;
	}
	times.splice(low, 0, time);
}

/** A batch, whose calls follow from the clock: each is placed at its time, whenever someone looks. */
class Batch implements SubmittedBatch {
	readonly time: number;

	readonly requestId: string;

	readonly body: JsonObject;

	isDeleted = false;

	private readonly recipients: Recipient[];

	/** In the order in which they are called. */
	private waiting: Recipient[];

	private nextWaiting = 0;

	/** Called, and possibly not over. */
	private readonly unsettled = new Set<Recipient>();

	private finished = 0;

	private dispatched = 0;

	private retries = 0;

	private isCancelled = false;

	private updatedAt: number;

	private startsAt: number;

	private readonly limit: number;

	/** When the active calls end, soonest first. */
	private readonly ends: number[] = [];

	constructor(
		readonly id: string,
		private readonly batch: NewBatch,
		identifiers: Identifiers,
		now: number,
	) {
		const { body, requestId, from } = batch;
		this.body = body;
		this.requestId = requestId;
		this.time = now;
		this.updatedAt = now;
		const { scheduled_time_unix: scheduled, target_concurrency_limit: limit } = body;
		this.startsAt = Math.max(now, Number(scheduled ?? 0) * 1000);
		this.limit = Number(limit ?? usualConcurrency);
		const given = (body.recipients ?? []) as JsonObject[];
		this.recipients = given.map((recipient) => ({
			id: typeof recipient.id === 'string' ? recipient.id : identifiers.batchRecipient(),
			number: String(
				from.provider === 'whatsapp' ? recipient.whatsapp_user_id : recipient.phone_number,
			),
			clientData: isObject(recipient.conversation_initiation_client_data)
				? recipient.conversation_initiation_client_data
				: null,
			updatedAt: now,
		}));
		this.waiting = this.recipients;
	}

	get agentId(): string {
		return this.batch.agent.agent_id;
	}

	/** When its next call is due; Infinity if none is left. */
	get nextDialAt(): number {
		if (this.nextWaiting >= this.waiting.length) return Infinity;
		const free = this.ends.length < this.limit ? 0 : (this.ends[0] ?? 0);
		return Math.max(this.startsAt, free);
	}

	/** Places the next call. */
	dialNext(calls: PlacedCalls): void {
		const time = this.nextDialAt;
		const recipient = this.waiting[this.nextWaiting];
		if (!recipient) return;
		this.nextWaiting += 1;
		this.updatedAt = time;
		recipient.updatedAt = time;
		if (this.ends.length >= this.limit) this.ends.shift();
		if (refusalOf(recipient.number) !== undefined) {
			recipient.unplaced = 'failed';
			this.finished += 1;
			return;
		}
		const { agent, from, requestId } = this.batch;
		recipient.call = calls.place({
			agent,
			from,
			number: recipient.number,
			body: this.callBody(recipient),
			requestId,
			time,
			batchCall: { batch_call_id: this.id, batch_call_recipient_id: recipient.id },
		});
		this.dispatched += 1;
		this.unsettled.add(recipient);
		insert(this.ends, freesAt(recipient.call));
	}

	isRunning(now: number): boolean {
		const status = this.status(now);
		return status === 'pending' || status === 'in_progress';
	}

	/** Nobody else is called; active calls go on. */
	cancel(now: number): void {
		if (this.isCancelled) return;
		this.isCancelled = true;
		this.updatedAt = now;
		for (const recipient of this.waiting.slice(this.nextWaiting)) {
			recipient.unplaced = 'cancelled';
			recipient.updatedAt = now;
		}
		this.waiting = [];
		this.nextWaiting = 0;
	}

	/** Calls those again whose calls failed: busy, not answered, or never placed. */
	retry(now: number): void {
		this.settle(now);
		this.waiting = this.recipients.filter((recipient) => statusOf(recipient, now) === 'failed');
		this.nextWaiting = 0;
		this.finished -= this.waiting.length;
		for (const recipient of this.waiting) {
			if (recipient.call) this.dispatched -= 1;
			delete recipient.call;
			delete recipient.unplaced;
			recipient.updatedAt = now;
		}
		this.retries += 1;
		this.startsAt = now;
		this.updatedAt = now;
	}

	summary(now: number): BatchCall {
		this.settle(now);
		const { agent, from, body } = this.batch;
		const text = (value: unknown) => (typeof value === 'string' ? value : null);
		const isWhatsApp = from.provider === 'whatsapp';
		return {
			id: this.id,
			phone_number_id: isWhatsApp ? null : from.phone_number_id,
			phone_provider: from.provider === 'whatsapp' ? null : from.provider,
			whatsapp_params: isWhatsApp ? (body.whatsapp_params as BatchCall['whatsapp_params']) : null,
			name: String(body.call_name),
			agent_id: agent.agent_id,
			branch_id: text(body.branch_id),
			environment: text(body.environment),
			created_at_unix: seconds(this.time),
			scheduled_time_unix: Number(body.scheduled_time_unix ?? seconds(this.time)),
			timezone: text(body.timezone),
			total_calls_dispatched: this.dispatched,
			total_calls_scheduled: this.recipients.length,
			total_calls_finished: this.finished,
			last_updated_at_unix: seconds(this.updatedAt),
			status: this.status(now),
			retry_count: this.retries,
			telephony_call_config: isObject(body.telephony_call_config) ? body.telephony_call_config : {},
			target_concurrency_limit: Number(body.target_concurrency_limit) || null,
			agent_name: agent.name,
			branch_name: null,
		};
	}

	details(now: number): BatchCallDetails {
		return {
			...this.summary(now),
			recipients: this.recipients.map((recipient) => this.shown(recipient, now)),
		};
	}

	private shown(recipient: Recipient, now: number): BatchRecipient {
		const { id, number, clientData, call, updatedAt } = recipient;
		const isWhatsApp = this.batch.from.provider === 'whatsapp';
		const isKnown = call !== undefined && now - call.time >= dispatchMs;
		return {
			id,
			phone_number: isWhatsApp ? null : number,
			whatsapp_user_id: isWhatsApp ? number : null,
			status: statusOf(recipient, now),
			created_at_unix: seconds(this.time),
			updated_at_unix: seconds(updatedAt),
			conversation_id: isKnown ? call.conversationId : null,
			conversation_initiation_client_data: clientData,
		};
	}

	private status(now: number): BatchCall['status'] {
		this.settle(now);
		if (this.isCancelled) return 'cancelled';
		if (now < this.startsAt && this.finished < this.recipients.length) return 'pending';
		return this.finished < this.recipients.length ? 'in_progress' : 'completed';
	}

	/** Counts the calls that are over. */
	private settle(now: number): void {
		for (const recipient of this.unsettled) {
			if (!isFinal(statusOf(recipient, now))) continue;
			this.unsettled.delete(recipient);
			this.finished += 1;
			if (!recipient.call) continue;
			recipient.updatedAt = recipient.call.time + timelineOf(recipient.call).settledAfter;
			this.updatedAt = Math.max(this.updatedAt, recipient.updatedAt);
		}
	}

	/** The request of a single call like this one. */
	private callBody({ number, clientData }: Recipient): JsonObject {
		const { agent, from, body } = this.batch;
		const { branch_id: branch, environment, telephony_call_config: telephony } = body;
		const data = {
			...(typeof branch === 'string' && { branch_id: branch }),
			...(typeof environment === 'string' && { environment }),
			...clientData,
		};
		return {
			agent_id: agent.agent_id,
			agent_phone_number_id: from.phone_number_id,
			to_number: number,
			...(Object.keys(data).length > 0 && { conversation_initiation_client_data: data }),
			...(telephony !== undefined && { telephony_call_config: telephony }),
		};
	}
}

/** The batches of the workspace. */
export class Batches {
	/** Every batch that was submitted, in that order, deleted ones too. */
	readonly all: Batch[] = [];

	private readonly byId = new Map<string, Batch>();

	/** Those that have someone to call. */
	private readonly active = new Set<Batch>();

	constructor(
		private readonly clock: TimeOfDay,
		private readonly identifiers: Identifiers,
		private readonly calls: PlacedCalls,
	) {}

	submit(batch: NewBatch): Batch {
		const made = new Batch(this.identifiers.batchCall(), batch, this.identifiers, this.clock.now());
		this.all.push(made);
		this.byId.set(made.id, made);
		this.active.add(made);
		return made;
	}

	/** Undefined if there is none, or none any more. */
	get(id: string): Batch | undefined {
		return this.byId.get(id);
	}

	/** Newest first, without the deleted ones. */
	list(): Batch[] {
		return [...this.byId.values()].reverse();
	}

	retry(batch: Batch): void {
		batch.retry(this.clock.now());
		this.active.add(batch);
	}

	delete(batch: Batch): void {
		batch.cancel(this.clock.now());
		batch.isDeleted = true;
		this.byId.delete(batch.id);
	}

	/** Places all calls that are due by now, in the order of their times. */
	advance(): void {
		if (this.active.size === 0) return;
		const now = this.clock.now();
		for (let next = this.next(); next && next.nextDialAt <= now; next = this.next()) {
			next.dialNext(this.calls);
		}
	}

	clear(): void {
		this.all.length = 0;
		this.byId.clear();
		this.active.clear();
	}

	private next(): Batch | undefined {
		let next: Batch | undefined;
		for (const batch of this.active) {
			if (batch.nextDialAt === Infinity) this.active.delete(batch);
			else if (!next || batch.nextDialAt < next.nextDialAt) next = batch;
		}
		return next;
	}
}
