import { ApiError } from '../server/apiErrors';
import type { TimeOfDay } from '../../clock/movableClock';
import type { VariableFilter } from './dynamicVariableFilter';
import { matchesVariable } from './dynamicVariableFilter';
import { cursorFor, idIn, invalidCursor } from '../server/paging';
import type { SummaryParts } from './phoneConversation';
import { PhoneConversation } from './phoneConversation';
import type { PlacedCall } from './placedCalls';
import type { Review } from './review';
import type { CallEvent } from '../webhooks/webhookEvents';
import type {
	Agent,
	Caller,
	Conversation,
	ConversationsPage,
	LiveCount,
} from '../schema/wireTypes';

/** What the host reveals about a call, and when. */
export interface ConversationSettings {
	/** For how long after dialing a conversation is in no list, and a 404. */
	conversationVisibleAfterMs: number;
	/** How long after dialing the phone call's data stays hidden. */
	phoneCallKnownAfterMs: number;
	/** `false` for an older host, which does not report the phone call's result. */
	callResult: boolean;
	/** Min size of a recording in bytes; otherwise it depends on the call's length. */
	recordingMinBytes: number;
}

/** An event whose time has come, with the conversation as it was then. */
export interface DueEvent extends CallEvent {
	entry: PhoneConversation;
	conversation: Conversation;
	recording(): Buffer;
}

/** Whether a conversation, as it is at this time, is one of those asked for. */
export type ConversationCondition = (entry: PhoneConversation, now: number) => boolean;

export interface ConversationQuery {
	agentId?: string;
	userId?: string;
	startAfterSecs?: number;
	startBeforeSecs?: number;
	variables: VariableFilter[];
	/** All other conditions that must hold. */
	conditions: ConversationCondition[];
	/** What the list contains of each. */
	parts: SummaryParts;
	newestFirst: boolean;
	pageSize: number;
	cursor?: string;
}

/** The names under which a conversation is kept, so that a search need not look at all of them. */
const shelf = {
	agent: (id: string) => `agent ${id}`,
	user: (id: string) => `user ${id}`,
	variable: (name: string, value: string) => `variable ${name}:${value}`,
};

const conversationNotFound = (id: string) =>
	new ApiError(404, {
		type: 'not_found',
		code: 'conversation_not_found',
		status: 'conversation_history_not_found',
		message: `Conversation with id ${id} not found.`,
	});

const recordingNotFound = (id: string) =>
	new ApiError(404, {
		type: 'not_found',
		code: 'conversation_audio_not_found',
		status: 'missing_conversation_audio',
		message: `Conversation with id ${id} has no audio.`,
	});

/** How many of the entries, which are in this order, come before the first one that `isReached` accepts. */
function countBefore(
	entries: readonly PhoneConversation[],
	isReached: (entry: PhoneConversation) => boolean,
): number {
	let low = 0;
	let high = entries.length;
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		const entry = entries[middle];
		if (entry && !isReached(entry)) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** The conversations of all calls, including those that another client placed. */
export class Conversations {
	/** In the order of dialing, as on every shelf; deleted ones keep their place. */
	private readonly all: PhoneConversation[] = [];

	private readonly byId = new Map<string, PhoneConversation>();

	private readonly shelves = new Map<string, PhoneConversation[]>();

	/** Those that were live when last counted; a call that has ended never begins again. */
	private readonly live = new Set<PhoneConversation>();

	/** Those with events that webhooks have not received yet. */
	private readonly untold = new Set<PhoneConversation>();

	constructor(
		private readonly clock: TimeOfDay,
		private readonly settings: () => ConversationSettings,
	) {}

	begin(call: PlacedCall, agent: Agent, from: Caller): void {
		const entry = new PhoneConversation(call, agent, from, this.all.length);
		this.all.push(entry);
		this.byId.set(entry.id, entry);
		this.live.add(entry);
		if (entry.hasMoreEvents) this.untold.add(entry);
		this.putOn(shelf.agent(call.agentId), entry);
		if (entry.userId !== null) this.putOn(shelf.user(entry.userId), entry);
		for (const [name, value] of Object.entries(entry.variables)) {
			this.putOn(shelf.variable(name, String(value)), entry);
		}
	}

	/** Every conversation, oldest first, as the API shows it without delays. */
	everything(): Conversation[] {
		const now = this.clock.now();
		return this.all
			.filter(({ deleted }) => !deleted)
			.map((entry) => entry.whole(now, { known: true, result: this.settings().callResult }));
	}

	get(id: string): Conversation {
		const now = this.clock.now();
		const entry = this.require(id, now);
		return entry.whole(now, this.shown(entry, now));
	}

	delete(id: string): void {
		const entry = this.require(id, this.clock.now());
		entry.deleted = true;
		this.live.delete(entry);
		this.untold.delete(entry);
	}

	/** Everything that has happened by this time, oldest first, each once; nothing is held back from a webhook. */
	takeEvents(now: number): DueEvent[] {
		const due: DueEvent[] = [];
		for (const entry of this.untold) {
			for (const event of entry.takeEvents(now)) {
				due.push({
					...event,
					entry,
					conversation: entry.whole(event.at, this.shown(entry, event.at)),
					recording: () => entry.recording(this.settings().recordingMinBytes),
				});
			}
			if (!entry.hasMoreEvents) this.untold.delete(entry);
		}
		return due.sort((one, other) => one.at - other.at);
	}

	/** Has the person of a WhatsApp call approve it now. */
	approve(id: string): PhoneConversation {
		const entry = this.byId.get(id);
		if (!entry) throw conversationNotFound(id);
		entry.approve(this.clock.now());
		if (entry.hasMoreEvents) this.untold.add(entry);
		this.live.add(entry);
		return entry;
	}

	/** Adds to the review of a call. */
	review(id: string, review: Review): void {
		const entry = this.byId.get(id);
		if (!entry) throw conversationNotFound(id);
		entry.review = { ...entry.review, ...review };
	}

	/** When the last call with this agent was placed, and how many since this time; in seconds since 1970. */
	callsWith(agentId: string, sinceSecs: number): { lastSecs: number | null; count: number } {
		const entries = this.shelves.get(shelf.agent(agentId)) ?? [];
		return {
			lastSecs: entries.at(-1)?.startSecs ?? null,
			count: entries.length - countBefore(entries, ({ startSecs }) => startSecs >= sinceSecs),
		};
	}

	/** The recording of a call, once there is one. */
	recording(id: string): Buffer {
		const now = this.clock.now();
		const entry = this.require(id, now);
		if (!entry.hasAudio(now)) throw recordingNotFound(id);
		return entry.recording(this.settings().recordingMinBytes);
	}

	list(query: ConversationQuery): ConversationsPage {
		const now = this.clock.now();
		const found: PhoneConversation[] = [];
		// One more than the page holds, to know whether there is another page.
		for (const entry of this.candidates(query)) {
			if (this.isVisible(entry, now) && this.matches(entry, query, now)) found.push(entry);
			if (found.length > query.pageSize) break;
		}
		const page = found.slice(0, query.pageSize);
		const last = page.at(-1);
		const hasMore = found.length > page.length;
		return {
			conversations: page.map((entry) => entry.summary(now, query.parts, this.shown(entry, now))),
			next_cursor: hasMore && last ? cursorFor(last.id) : null,
			has_more: hasMore,
		};
	}

	/** How many are dialing, ringing or talking, with any of these agents or with any at all. */
	liveCount(agentIds: readonly string[]): LiveCount {
		const now = this.clock.now();
		let count = 0;
		for (const entry of this.live) {
			if (!entry.isLive(now)) this.live.delete(entry);
			else if (entry.waitsForApproval) continue;
			else if (agentIds.length === 0 || agentIds.includes(entry.call.agentId)) count += 1;
		}
		return { count };
	}

	clear(): void {
		this.all.length = 0;
		this.byId.clear();
		this.shelves.clear();
		this.live.clear();
		this.untold.clear();
	}

	private putOn(name: string, entry: PhoneConversation): void {
		const entries = this.shelves.get(name);
		if (entries) entries.push(entry);
		else this.shelves.set(name, [entry]);
	}

	/** The fewest entries among which all that are asked for must be, in the order wanted. */
	private *candidates(query: ConversationQuery): Generator<PhoneConversation> {
		const { agentId, userId, variables, cursor, newestFirst } = query;
		const names = variables
			.filter(({ operator, value }) => operator === 'eq' && value !== '')
			.map(({ name, value }) => shelf.variable(name, value));
		if (agentId !== undefined) names.push(shelf.agent(agentId));
		if (userId !== undefined) names.push(shelf.user(userId));
		const entries = names
			.map((name) => this.shelves.get(name) ?? [])
			.reduce((fewest, next) => (next.length < fewest.length ? next : fewest), this.all);

		const { startAfterSecs = -Infinity, startBeforeSecs = Infinity } = query;
		let begin = countBefore(entries, ({ startSecs }) => startSecs > startAfterSecs);
		let end = countBefore(entries, ({ startSecs }) => startSecs > startBeforeSecs);
		if (cursor) {
			const last = this.byId.get(idIn(cursor));
			if (!last) throw invalidCursor('cursor');
			if (newestFirst) {
				end = Math.min(
					end,
					countBefore(entries, ({ position }) => position >= last.position),
				);
			} else {
				begin = Math.max(
					begin,
					countBefore(entries, ({ position }) => position > last.position),
				);
			}
		}
		for (let step = 0; step < end - begin; step += 1) {
			const entry = entries[newestFirst ? end - 1 - step : begin + step];
			if (entry) yield entry;
		}
	}

	private matches(entry: PhoneConversation, query: ConversationQuery, now: number): boolean {
		const { agentId, userId, variables, conditions } = query;
		return (
			(agentId === undefined || entry.call.agentId === agentId) &&
			(userId === undefined || entry.userId === userId) &&
			variables.every((filter) => matchesVariable(filter, entry.variables)) &&
			conditions.every((holds) => holds(entry, now))
		);
	}

	private isVisible(entry: PhoneConversation, now: number): boolean {
		const { conversationVisibleAfterMs } = this.settings();
		return !entry.deleted && now - entry.call.time >= conversationVisibleAfterMs;
	}

	private shown(entry: PhoneConversation, now: number) {
		const { phoneCallKnownAfterMs, callResult } = this.settings();
		return { known: now - entry.call.time >= phoneCallKnownAfterMs, result: callResult };
	}

	private require(id: string, now: number): PhoneConversation {
		const entry = this.byId.get(id);
		if (!entry || !this.isVisible(entry, now)) throw conversationNotFound(id);
		return entry;
	}
}
