import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { requestText } from '../../../shared/calling/recipient/callRequest';
import type { Clock } from '../../../shared/clock';
import type { DialAttempt, DialOutcome, LostCall } from '../../../shared/calling/dialing/dialRun';
import { dialRun } from '../../../shared/calling/dialing/dialRun';
import type { EarlierCalls } from '../../../shared/calling/dialing/earlierCalls';
import type { PhoneConversation } from '../../../shared/calling/dialing/lookup';
import { findLostCalls } from '../../../shared/calling/dialing/lookup';
import { Pace } from '../../../shared/calling/dialing/pace';
import { maskPhoneNumber } from '../../../shared/calling/recipient/phoneNumber';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import {
	listConversations,
	readPhoneCall,
	readLiveCount,
} from '../../../shared/elevenlabs/conversations';
import { strictestLimits } from '../../parameters/runLimits';
import { callIdOf } from '../../itemResult';
import { failureOfThrown } from '../../nodeErrors';
import { stopsOnFailure } from '../../toolUse';
import { callClaims } from './callClaims';
import { CallGuards, skippedAnswer } from '../../../shared/calling/guards';
import type { CallWait } from './callWait';
import { abandonedCall, readDialAttempt } from './callResult';
import { LOOK_FIRST } from '../../../shared/failure';
import type { ReadyCall } from './readyCalls';

/** By item. */
export type Outcomes = Map<number, DialOutcome<IDataObject>>;

/**
 * Dials the calls that are ready, each under its guards and at the pace of the run.
 * @param ledger what was placed, or may have been, at an earlier try of n8n's, and is left alone; it
 *   is told of more as soon as that is known
 * @param earlier numbers that this execution dialed before; it is told of more, too
 * @param wait where the next call is made only when one has ended
 * @returns outcomes by item; none for items that were never tried
 */
export async function runCalls(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	clock: Clock,
	ready: ReadyCall[],
	ledger: Outcomes,
	earlier: EarlierCalls,
	wait?: CallWait,
): Promise<Outcomes> {
	const calls = ready.filter(({ item }) => !ledger.has(item));
	if (calls.length === 0) return new Map();
	const limits = strictestLimits(calls.map((call) => call.limits));
	const claims = callClaims(context);
	const claimed = new Set<string>();
	const guards = new CallGuards(
		() => clock.now(),
		(number) => earlier.of(number),
	);
	for (const call of ready) if (ledger.has(call.item)) guards.remember(call);
	const most = limits.maxSimultaneousCalls;

	const outcomes = await dialRun<ReadyCall, IDataObject>(calls, {
		dial: async (call) => await dial(client, call, clock),
		find: async (lost) => {
			const found = await find(client, clock, ledger, earlier, lost);
			for (const [place, { call }] of lost.entries()) {
				if (found[place] === undefined) earlier.end(call.request.to_number);
			}
			return found;
		},
		recipientOf: ({ request }) => request.to_number,
		skip: (call) => guards.check(call),
		claim: async (call) => {
			const { deduplicationKey: key } = call.guards;
			const number = call.request.to_number;
			// Another run of this execution may be dialing it, as an agent asks for several calls at once.
			if (!(await earlier.begin(number, clock.cancelled))) return undefined;
			const reason = guards.checkEarlier(call);
			const isDuplicate = reason === undefined && key !== undefined && !(await claims.claim(key));
			if (reason === undefined && !isDuplicate) {
				if (key !== undefined) claimed.add(key);
				return undefined;
			}
			earlier.end(number);
			return (
				reason ??
				skippedAnswer({
					reason: 'duplicate',
					message: 'Not called: the deduplication key was used before',
				})
			);
		},
		release: async ({ request, guards: { deduplicationKey: key } }) => {
			earlier.end(request.to_number);
			if (key !== undefined && claimed.delete(key)) await claims.release(key);
		},
		onOutcome: (call, outcome) => {
			const number = call.request.to_number;
			if (outcome.kind === 'failed') earlier.end(number);
			if (outcome.kind !== 'placed' && outcome.kind !== 'uncertain') return;
			if (outcome.kind === 'placed') earlier.placed(number, conversationIdOf(outcome.answer));
			else earlier.uncertain(number);
			ledger.set(call.item, outcome);
			if (outcome.kind === 'placed' && clock.isCancelled()) {
				context.logger.warn(answeredTooLate(call, outcome.answer));
			}
		},
		...(wait && {
			hold: async (call, answer, dialedAt) => await wait.ended(call, answer, dialedAt),
		}),
		failureOf: failureOfThrown,
		abandoned: ({ request }) => abandonedCall(request.to_number),
		clock,
		pace: new Pace(clock, {
			callsPerMinute: limits.callsPerMinute,
			...(most === undefined ? {} : { hasRoom: async () => (await readLiveCount(client)) < most }),
		}),
		random: Math.random,
		maxInFlight: limits.maxInFlight,
		// With a limit of simultaneous calls each dial is counted before the next one is made.
		oneByOne: most !== undefined,
		keepTryingMs: limits.keepTryingMs,
		stops: stopsOnFailure(context),
	});
	return new Map(
		outcomes.flatMap((outcome, place) => {
			const call = calls[place];
			return outcome === undefined || call === undefined ? [] : [[call.item, outcome] as const];
		}),
	);
}

function conversationIdOf({ conversation_id: id }: IDataObject): string | undefined {
	return typeof id === 'string' ? id : undefined;
}

/** The execution is stored by then; its log is the one place left for the ID. */
function answeredTooLate({ item, request }: ReadyCall, answer: IDataObject): string {
	return `The call to ${maskPhoneNumber(request.to_number)} (item ${item}) was placed, as ElevenLabs answered after the execution was stopped: ${callIdOf(answer) ?? 'no ID'}`;
}

async function dial(
	client: ElevenLabsClient,
	{ endpoint, request }: ReadyCall,
	clock: Clock,
): Promise<DialAttempt<IDataObject>> {
	const toNumber = request.to_number;
	try {
		const exchange = await client.send({
			method: 'POST',
			path: endpoint,
			body: requestText(request),
		});
		return readDialAttempt(exchange, toNumber, clock.now());
	} catch (error) {
		// Not a matter of the network, so most likely nothing was sent. Most likely is not enough.
		const { message } = failureOfThrown(error);
		return {
			verdict: 'uncertain',
			failure: {
				message: `The call to ${maskPhoneNumber(toNumber)} may have been placed: ${message}`,
				advice: LOOK_FIRST,
				mayHaveBeenPlaced: true,
			},
		};
	}
}

async function find(
	client: ElevenLabsClient,
	clock: Clock,
	ledger: Outcomes,
	earlier: EarlierCalls,
	lost: Array<LostCall<ReadyCall>>,
): Promise<Array<IDataObject | undefined>> {
	const known = new Set([
		// Other runs of the execution may have called the same number a moment ago.
		...earlier.conversationIds,
		...[...ledger.values()].flatMap((outcome) =>
			outcome.kind === 'placed' ? [String(outcome.answer.conversation_id)] : [],
		),
	]);
	const found = await findLostCalls(
		lost.map(({ call: { request }, dialedAt }) => ({
			agentId: request.agent_id,
			toNumber: request.to_number,
			dialedAt,
		})),
		{
			list: async (agentId, since) => await listConversations(client, agentId, since),
			read: async (id) => await readPhoneCall(client, id),
		},
		known,
		clock,
		client.clockOffsetMs(),
	);
	return found.map((conversation) => conversation && answerOf(conversation));
}

/** A call that was found again, in the words of an ordinary answer. */
function answerOf({ conversationId, callId, isSip }: PhoneConversation): IDataObject {
	return {
		success: true,
		message: "Call initiated; found among the conversations, as ElevenLabs' answer was lost",
		conversation_id: conversationId,
		...(callId === undefined ? {} : { [isSip ? 'sip_call_id' : 'callSid']: callId }),
	};
}
