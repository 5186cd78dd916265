import type { IExecuteFunctions } from 'n8n-workflow';
import { checkAgainstAgent, wantedLlm } from '../../../shared/calling/recipient/agentCheck';
import { withoutIgnoredOverrides } from '../../../shared/calling/recipient/overridePermissions';
import type { CallRequest } from '../../../shared/calling/recipient/callRequest';
import { unsendableInRequest } from '../../../shared/calling/recipient/callRequest';
import type { Clock } from '../../../shared/clock';
import { mapLimited } from '../../../shared/concurrency';
import type { Failure } from '../../../shared/failure';
import type { Notice } from '../../../shared/calling/recipient/notice';
import type { Result } from '../../../shared/result';
import { valid } from '../../../shared/result';
import { readAgent, readLlms } from '../../../shared/elevenlabs/agents';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import type { Agent } from '../../../shared/elevenlabs/schemas';
import { callLabels } from '../../parameters/callLabels';
import type { RunLimits } from '../../parameters/runLimits';
import { failuresOf } from '../../nodeErrors';
import type { GuardedCall } from '../../../shared/calling/guards';
import type { CallWaitSettings } from './callWait';
import { readWait } from './callWait';
import type { CallParameters, CheckParameters } from './callParameters';
import { callParametersReader } from './callParameters';
import type { Channel, Route } from './channel';

/** There are few agents, and usually only one. */
const AGENTS_AT_ONCE = 4;

/** Items that are read before n8n gets to do other work. */
const ITEMS_AT_A_STRETCH = 50;

/** Items that are checked before that: a check takes less time than an expression. */
const CHECKS_AT_A_STRETCH = 500;

/** An item that is ready to be called. @typeParam Sender what the call comes from */
export interface ReadyCall<Sender = unknown, Request extends CallRequest = CallRequest>
	extends GuardedCall, CallWaitSettings {
	sender: Sender;
	endpoint: string;
	limits: RunLimits;
	/** Whether its output has the fields of the input, too. */
	keepsInput: boolean;
	/** Settings that are left out of it. */
	notices: Notice[];
	request: Request;
}

/**
 * Reads and checks every item before anyone is called: its parameters, its sender, and what its agent
 * allows and needs.
 * @param readItemWait reads how an item waits for the end of its call
 * @returns for each item the call that is ready to be placed, or why it can't be
 */
export async function prepareCalls<Sender, Request extends CallRequest>(
	context: IExecuteFunctions,
	client: ElevenLabsClient,
	clock: Clock,
	channel: Pick<Channel<Sender, Request>, 'senderReader' | 'connect'>,
	readItemWait = readWait,
): Promise<Array<Result<ReadyCall<Sender, Request>>>> {
	// The numbering plans are large: a run loads them, and not n8n when it starts.
	const { numberingPlans } = await import('../../../shared/calling/recipient/googleNumberingPlans');
	const readItem = callParametersReader(context, numberingPlans, channel, readItemWait);
	const checks: Array<CheckParameters<Sender>> = [];
	for (const [item] of context.getInputData().entries()) {
		// In a run of many items, lets n8n do other work and notice a cancellation.
		if (item % ITEMS_AT_A_STRETCH === ITEMS_AT_A_STRETCH - 1) await clock.wait(0);
		checks.push(
			caught<CheckParameters<Sender>>(
				() => readItem(item),
				(failure) => () => failure,
			),
		);
	}
	const calls: Array<Result<CallParameters<Sender>>> = [];
	for (const [item, check] of checks.entries()) {
		if (item % CHECKS_AT_A_STRETCH === CHECKS_AT_A_STRETCH - 1) await clock.wait(0);
		calls.push(caught(check, (failure) => failure));
	}
	const readable = calls.flatMap((call) => (call.ok ? [call.value] : []));
	const workspace: Workspace<Sender, Request> = {
		baseUrl: client.baseUrl,
		routeOf: await connect(client, channel, readable),
		agents: await readAgents(client, readable),
		llms: await readOfferedLlms(client, readable),
	};
	return calls.map((call, item) => (call.ok ? readyCall(item, call.value, workspace) : call));
}

/** What ElevenLabs says about the senders and agents of a run. */
interface Workspace<Sender, Request extends CallRequest> {
	baseUrl: string;
	routeOf: Result<(sender: Sender) => Result<Route<Request>>>;
	/** By {@link agentKey}; without the agents that are not checked. */
	agents: Map<string, Result<Agent>>;
	/** The models that ElevenLabs offers; undefined if they are not known. */
	llms: string[] | undefined;
}

/** @param failed what stands for the work if it throws */
function caught<T>(work: () => T, failed: (failure: Result<never>) => T): T {
	try {
		return work();
	} catch (error) {
		return failed({ ok: false, failures: failuresOf(error) });
	}
}

async function connect<Sender, Request extends CallRequest>(
	client: ElevenLabsClient,
	channel: Pick<Channel<Sender, Request>, 'connect'>,
	calls: Array<CallParameters<Sender>>,
): Promise<Workspace<Sender, Request>['routeOf']> {
	if (calls.length === 0) return { ok: false, failures: [] };
	const senders = calls.map(({ sender }) => sender);
	return await tryToRead(async () => await channel.connect(client, senders));
}

/** What the check against the agent needs of a call, whatever its sender. */
type AgentCall = Omit<CallParameters<unknown>, 'sender'>;

/** Each agent is read once, on each of its branches that is used. */
async function readAgents(
	client: ElevenLabsClient,
	calls: AgentCall[],
): Promise<Map<string, Result<Agent>>> {
	const wanted = new Map(
		calls.filter(({ checkAgent }) => checkAgent).map((call) => [agentKey(call), call]),
	);
	const agents = await mapLimited(
		[...wanted],
		AGENTS_AT_ONCE,
		async ([key, { agentId: id, branchId }]) =>
			[key, await tryToRead(async () => await readAgent(client, id, branchId))] as const,
	);
	return new Map(agents.flatMap((agent) => (agent === undefined ? [] : [agent])));
}

/** @returns undefined if no item needs them, or they can't be read: calls are still made then */
async function readOfferedLlms(
	client: ElevenLabsClient,
	calls: AgentCall[],
): Promise<string[] | undefined> {
	const areWanted = calls.some(
		({ checkAgent, overrides }) => checkAgent && wantedLlm(overrides) !== undefined,
	);
	if (!areWanted) return undefined;
	const llms = await tryToRead(async () => await readLlms(client));
	return llms.ok && llms.value.length > 0 ? llms.value : undefined;
}

function agentKey({ agentId: id, branchId }: AgentCall): string {
	return JSON.stringify([id, branchId ?? '']);
}

async function tryToRead<T>(read: () => Promise<T>): Promise<Result<T>> {
	try {
		return valid(await read());
	} catch (error) {
		return { ok: false, failures: failuresOf(error) };
	}
}

function readyCall<Sender, Request extends CallRequest>(
	item: number,
	call: CallParameters<Sender>,
	{ baseUrl, routeOf, agents, llms }: Workspace<Sender, Request>,
): Result<ReadyCall<Sender, Request>> {
	if (!routeOf.ok) return routeOf;
	const agent = call.checkAgent ? agents.get(agentKey(call)) : undefined;
	if (agent !== undefined && !agent.ok) return agent;
	const failures: Failure[] = [];
	const route = routeOf.value(call.sender);
	if (!route.ok) failures.push(...route.failures);
	const labels = callLabels(call.variablesParameter);
	if (agent !== undefined) {
		failures.push(...checkAgainstAgent(call, agent.value, labels, llms));
	}
	if (!route.ok || failures.length > 0) return { ok: false, failures };
	const { endpoint, notices } = route.value;
	const effective =
		agent === undefined
			? { overrides: call.overrides, notices: [] }
			: withoutIgnoredOverrides(call.overrides, agent.value);
	const request = route.value.request({ ...call, overrides: effective.overrides });
	const unsendable = unsendableInRequest(request, labels);
	if (unsendable.length > 0) return { ok: false, failures: unsendable };
	return valid({
		item,
		number: call.toNumber,
		userId: call.userId,
		sender: call.sender,
		endpoint,
		url: `${baseUrl}${endpoint}`,
		request,
		guards: call.guards,
		limits: call.limits,
		keepsInput: call.keepsInput,
		notices: [...effective.notices, ...notices],
		...call.wait,
	});
}
