import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { requestText } from '../../../shared/calling/recipient/callRequest';
import type { Clock } from '../../../shared/clock';
import type { ExecutionClock } from '../../executionClock';
import { dialRun } from '../../../shared/calling/dialing/dialRun';
import type { DialAttempt, UncertainCall } from '../../../shared/calling/dialing/dialRunOptions';
import type { Ledger } from '../../../shared/calling/dialing/ledger';
import { calledBy } from '../../../shared/calling/dialing/ledger';
import { joined, LOOK_FIRST } from '../../../shared/failure';
import type { DialedNumbers } from '../../../shared/calling/dialing/dialedNumbers';
import type { PhoneConversation } from '../../../shared/calling/dialing/lookup';
import { findUncertainCalls } from '../../../shared/calling/dialing/lookup';
import { Pace } from '../../../shared/calling/dialing/pace';
import { maskPhoneNumber } from '../../../shared/calling/recipient/e164';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import {
	listConversations,
	listRawConversations,
	readLiveCount,
} from '../../../shared/elevenlabs/conversations';
import { strictestLimits } from '../../parameters/runLimits';
import { failuresOf } from '../../nodeErrors';
import { stopsOnFailure } from '../../toolUse';
import { callClaims } from './callClaims';
import { callContacts } from './callContacts';
import { CallGuards, skippedAnswer } from '../../../shared/calling/guards';
import { keyUsedBefore } from '../../../shared/calling/guards/repeatedCalls';
import type { CallWait } from './callWait';
import type { ChannelDialing } from './channel';
import { abandonedCall, readDialAttempt } from './dialAnswer';
import { logPlacedCall } from './placedLog';
import type { ReadyCall } from './readyCalls';

/**
 * Dials the calls that are ready, under their guards and at the pace of the run. Calls that have an
 * outcome from an earlier try keep it.
 * @param ledger gets the outcome of each call as soon as it is known; none for calls never tried
 * @param dialed numbers that this execution dialed before; gets the numbers dialed now, too
 * @param wait follows placed calls to their end; absent: nobody waits for that
 */
export async function runCalls(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	clock: ExecutionClock,
	channel: ChannelDialing,
	ready: ReadyCall[],
	ledger: Ledger<IDataObject>,
	dialed: DialedNumbers,
	wait?: CallWait,
): Promise<void> {
	const calls = ready.filter(({ item }) => ledger.of(item) === undefined);
	if (calls.length === 0) return;
	const limits = strictestLimits(calls.map((call) => call.limits));
	const claims = callClaims(context);
	const claimed = new Set<string>();
	const guards = new CallGuards(
		() => clock.now(),
		(number) => dialed.of(number),
		callContacts(context, client, clock),
	);
	for (const call of ready) if (ledger.of(call.item) !== undefined) guards.remember(call);
	const { maxActiveCalls } = limits;
	const claimKey = async (call: ReadyCall) => {
		const { deduplicationKey: key } = call.guards;
		if (key === undefined) return undefined;
		if (!(await claims.claim(key))) {
			return skippedAnswer(keyUsedBefore(await earlierConversationId(client, call)));
		}
		claimed.add(key);
		return undefined;
	};
	const askAndClaim = async (call: ReadyCall) => (await guards.ask(call)) ?? (await claimKey(call));
	const release = async (call: ReadyCall) => {
		const { deduplicationKey: key } = call.guards;
		dialed.end(call.number);
		await guards.release(call);
		if (key !== undefined && claimed.delete(key)) await claims.release(key);
	};

	await dialRun<ReadyCall, IDataObject>(calls, {
		dial: async (call) => await requestCall(client, call, clock, channel),
		find: async (uncertain) => {
			const found = await findAnswers(client, clock, channel, ledger, dialed, uncertain);
			for (const [index, { call }] of uncertain.entries()) {
				if (found[index] === undefined) dialed.end(call.number);
			}
			return found;
		},
		recipientOf: ({ number }) => number,
		skip: (call) => guards.check(call),
		claim: async (call) => {
			const { number } = call;
			// An agent may ask for several calls at once: another run of this execution may be dialing it.
			if (!(await dialed.begin(number, clock.cancelled))) return undefined;
			const skipped = await askAndClaim(call).catch(async (error: unknown) => {
				await release(call);
				throw error;
			});
			if (skipped !== undefined) await release(call);
			return skipped;
		},
		release,
		record: (call, outcome) => {
			const hasKey = call.guards.deduplicationKey !== undefined;
			ledger.record(call.item, {
				...(outcome.kind === 'placed' && hasKey ? { ...outcome, hasKey } : outcome),
				...calledBy(call),
			});
			const conversationId =
				outcome.kind === 'placed' ? conversationIdOf(outcome.answer) : undefined;
			dialed.record(call.number, outcome.kind, conversationId);
			if (outcome.kind !== 'placed') return;
			guards.placed(call, conversationId);
			logPlacedCall(context, call, outcome.answer, clock.isCancelled());
		},
		outcomeOf: ({ item }) => ledger.of(item),
		...(wait && { follow: async (call) => await wait.follow(call) }),
		failureOf: (error) => joined(failuresOf(error)),
		abandoned: ({ number }) => abandonedCall(number),
		clock,
		pace: new Pace(clock, {
			callsPerMinute: limits.callsPerMinute,
			beforeTurn: clock.lookForStop,
			...(maxActiveCalls === undefined
				? {}
				: { hasRoom: async () => (await readLiveCount(client)) < maxActiveCalls }),
		}),
		random: Math.random,
		maxConcurrentCalls: limits.maxConcurrentCalls,
		// With a limit of active calls, each dial must be counted before the next one is made.
		oneByOne: maxActiveCalls !== undefined,
		keepTryingMs: limits.keepTryingMs,
		stops: stopsOnFailure(context),
	});
}

/**
 * Finds the last conversation of a call's User ID with its agent. A run that was interrupted, e.g.
 * because its worker died, gave no ID for the call.
 * @returns undefined without a User ID, or if there is none or it can't be read
 */
async function earlierConversationId(
	client: ElevenLabsClient,
	{ userId, request: { agent_id } }: ReadyCall,
): Promise<string | undefined> {
	if (userId === undefined) return undefined;
	const query = { agent_id, user_id: userId };
	const [last] = await listRawConversations(client, query, 1).catch(() => []);
	return last && conversationIdOf(last);
}

function conversationIdOf({ conversation_id: id }: IDataObject): string | undefined {
	return typeof id === 'string' ? id : undefined;
}

/** Sends one request to dial, once. */
async function requestCall(
	client: ElevenLabsClient,
	{ endpoint, number: toNumber, request }: ReadyCall,
	clock: Clock,
	{ refusalAdvice }: ChannelDialing,
): Promise<DialAttempt<IDataObject>> {
	try {
		const exchange = await client.send({
			method: 'POST',
			path: endpoint,
			body: requestText(request),
		});
		return readDialAttempt(exchange, toNumber, clock.now(), refusalAdvice);
	} catch (error) {
		// The network did not fail, so most likely nothing was sent. That isn't certain enough to dial again.
		const { message } = joined(failuresOf(error));
		return {
			verdict: 'uncertain',
			failure: {
				message: `The call to ${maskPhoneNumber(toNumber)} may have been placed: ${message}`,
				advice: LOOK_FIRST,
			},
		};
	}
}

/** Looks for uncertain calls among the conversations; undefined at the indexes of those not found. */
async function findAnswers(
	client: ElevenLabsClient,
	clock: Clock,
	{ readCall }: ChannelDialing,
	ledger: Ledger<IDataObject>,
	dialed: DialedNumbers,
	uncertain: Array<UncertainCall<ReadyCall>>,
): Promise<Array<IDataObject | undefined>> {
	const known = new Set([
		// Other runs of the execution may have called the same number a moment ago.
		...dialed.conversationIds,
		...ledger
			.entries()
			.flatMap(([, outcome]) =>
				outcome.kind === 'placed' ? [String(outcome.answer.conversation_id)] : [],
			),
	]);
	const found = await findUncertainCalls(
		uncertain.map(({ call: { number, request }, dialedAt }) => ({
			agentId: request.agent_id,
			toNumber: number,
			dialedAt,
		})),
		{
			list: async (agentId, since) => await listConversations(client, agentId, since),
			read: async (id) => await readCall(client, id),
		},
		known,
		clock,
		client.clockOffsetMs(),
	);
	return found.map((conversation) => conversation && answerOf(conversation));
}

/** Describes a call that was found again the way an ordinary answer does. */
function answerOf({ conversationId, callId, isSip }: PhoneConversation): IDataObject {
	return {
		success: true,
		message: "Call initiated; found among the conversations because ElevenLabs' response was lost",
		conversation_id: conversationId,
		...(callId === undefined ? {} : { [isSip ? 'sip_call_id' : 'callSid']: callId }),
	};
}
