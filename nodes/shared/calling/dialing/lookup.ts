import type { Clock } from '../../clock';

/** A dial whose answer was lost. */
export interface UncertainDial {
	agentId: string;
	/** E.164. */
	toNumber: string;
	/** When it was sent, in milliseconds since 1970. */
	dialedAt: number;
}

/** What identifies a phone conversation. */
export interface PhoneConversation {
	conversationId: string;
	/** Unix seconds, by ElevenLabs' clock. */
	startedAt: number;
	/** The other side's number; undefined while ElevenLabs doesn't know it. */
	externalNumber?: string;
	/** The carrier's ID. */
	callId?: string;
	/** Whether it uses a SIP trunk, whose answers have that ID under another name. */
	isSip?: boolean;
	/** Whether the other side placed the call, so it isn't one of ours. */
	isInbound?: boolean;
}

/** Looks up conversations. */
export interface ConversationSource {
	/** Conversations of an agent that started at or after a time in Unix seconds, without their numbers. */
	list(
		agentId: string,
		since: number,
	): Promise<Array<{ conversationId: string; startedAt: number }>>;
	/** One of them in full; undefined while it can't be read. */
	read(conversationId: string): Promise<Omit<PhoneConversation, 'startedAt'> | undefined>;
}

/** The waits before each look, 20 seconds in all, because a new conversation takes a while to be listed. */
export const LOOKS_AFTER_MS = [500, 1_500, 3_000, 5_000, 10_000];

/** ElevenLabs counts in seconds, and we know its clock only to the second. */
const TOLERANCE_SECS = 1;

/**
 * The earliest time at which something can have begun that a request asked for.
 * @param sentAt when the request was sent, in milliseconds since 1970
 * @param clockOffsetMs how far ElevenLabs' clock is ahead of ours
 * @returns Unix seconds, by ElevenLabs' clock
 */
export function earliestStart(sentAt: number, clockOffsetMs: number): number {
	return Math.floor((sentAt + clockOffsetMs) / 1000) - TOLERANCE_SECS;
}

/**
 * Looks for the conversations of dials whose answers were lost: outbound, with the same agent and
 * number, begun since the dial. No conversation is matched to two dials.
 * @param known IDs of conversations that belong to other calls of the run; those found are added
 * @param clockOffsetMs how far ElevenLabs' clock is ahead of ours
 * @returns undefined at the indexes of dials that were not found
 */
export async function findUncertainCalls(
	dials: UncertainDial[],
	source: ConversationSource,
	known: Set<string>,
	clock: Clock,
	clockOffsetMs: number,
): Promise<Array<PhoneConversation | undefined>> {
	const found = new Array<PhoneConversation | undefined>(dials.length).fill(undefined);
	const read = new Map<string, PhoneConversation>();
	const sinceOf = ({ dialedAt }: UncertainDial) => earliestStart(dialedAt, clockOffsetMs);

	for (const wait of LOOKS_AFTER_MS) {
		await clock.wait(wait);
		if (clock.isCancelled()) break;
		const open = dials
			.map((dial, index) => ({ dial, index }))
			.filter(({ index }) => found[index] === undefined)
			.sort((a, b) => a.dial.dialedAt - b.dial.dialedAt);
		if (open.length === 0) break;

		for (const agentId of new Set(open.map(({ dial }) => dial.agentId))) {
			const own = open.filter(({ dial }) => dial.agentId === agentId);
			const since = Math.min(...own.map(({ dial }) => sinceOf(dial)));
			const candidates = await candidatesOf(agentId, since, source, known, read);
			for (const { dial, index } of own) {
				const match = candidates.find(
					({ conversationId, startedAt, externalNumber, isInbound }) =>
						isInbound !== true &&
						!known.has(conversationId) &&
						startedAt >= sinceOf(dial) &&
						digitsOf(externalNumber) === digitsOf(dial.toNumber),
				);
				if (match === undefined) continue;
				known.add(match.conversationId);
				found[index] = match;
			}
		}
	}
	return found;
}

/** Conversations that belong to no known call, oldest first. What can't be read is left out. */
async function candidatesOf(
	agentId: string,
	since: number,
	source: ConversationSource,
	known: ReadonlySet<string>,
	read: Map<string, PhoneConversation>,
): Promise<PhoneConversation[]> {
	const listed = await source.list(agentId, since).catch(() => []);
	const candidates: PhoneConversation[] = [];
	for (const { conversationId, startedAt } of listed) {
		if (known.has(conversationId)) continue;
		const conversation =
			read.get(conversationId) ??
			(await source.read(conversationId).then(
				(details) => details && { ...details, startedAt },
				() => undefined,
			));
		if (conversation === undefined) continue;
		// Once known, its number does not change. Until then it is read again at each look.
		if (conversation.externalNumber !== undefined) read.set(conversationId, conversation);
		candidates.push(conversation);
	}
	return candidates.sort((a, b) => a.startedAt - b.startedAt);
}

/** A number without its notation, to compare it with others. */
export function digitsOf(number: string | null | undefined): string {
	return (number ?? '').replace(/\D/g, '');
}
