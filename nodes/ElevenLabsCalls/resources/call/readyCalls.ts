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
import type { CallParameters, CheckParameters, ReadParameters } from './callParameters';
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
				(failures) => () => ({ values: {}, failures }),
			),
		);
	}
	const calls: Array<ReadParameters<Sender>> = [];
	for (const [item, check] of checks.entries()) {
		if (item % CHECKS_AT_A_STRETCH === CHECKS_AT_A_STRETCH - 1) await clock.wait(0);
		calls.push(caught(check, (failures) => ({ values: {}, failures })));
	}
	const readable = calls.map(({ values }) => values);
	const workspace: Workspace<Sender, Request> = {
		baseUrl: client.baseUrl,
		routeOf: await connect(client, channel, readable),
		agents: await readAgents(client, readable),
		llms: await readOfferedLlms(client, readable),
	};
	return calls.map((call, item) => readyCall(item, call, workspace));
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
function caught<T>(work: () => T, failed: (failures: Failure[]) => T): T {
	try {
		return work();
	} catch (error) {
		return failed(failuresOf(error));
	}
}

async function connect<Sender, Request extends CallRequest>(
	client: ElevenLabsClient,
	channel: Pick<Channel<Sender, Request>, 'connect'>,
	calls: Array<Partial<CallParameters<Sender>>>,
): Promise<Workspace<Sender, Request>['routeOf']> {
	const senders = calls.flatMap(({ sender }) => (sender === undefined ? [] : [sender]));
	if (senders.length === 0) return { ok: false, failures: [] };
	return await tryToRead(async () => await channel.connect(client, senders));
}

/** What could be read of a call, whatever its sender. */
type AgentCall = Partial<Omit<CallParameters<unknown>, 'sender'>>;

/** An agent on one of its branches, or on its main one. */
type AgentBranch = Pick<CallParameters<unknown>, 'agentId' | 'branchId'>;

/** @returns undefined if the call is not checked against its agent, or can't be */
function checkedAgent(call: AgentCall): AgentBranch | undefined {
	const { agentId, branchId, checkAgent } = call;
	const isKnown = agentId !== undefined && Object.hasOwn(call, 'branchId');
	return isKnown && checkAgent === true ? { agentId, branchId } : undefined;
}

/** Each agent is read once, on each of its branches that is used. */
async function readAgents(
	client: ElevenLabsClient,
	calls: AgentCall[],
): Promise<Map<string, Result<Agent>>> {
	const wanted = new Map<string, AgentBranch>();
	for (const call of calls) {
		const agent = checkedAgent(call);
		if (agent !== undefined) wanted.set(agentKey(agent), agent);
	}
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
		({ checkAgent, overrides = {} }) => checkAgent === true && wantedLlm(overrides) !== undefined,
	);
	if (!areWanted) return undefined;
	const llms = await tryToRead(async () => await readLlms(client));
	return llms.ok && llms.value.length > 0 ? llms.value : undefined;
}

function agentKey({ agentId: id, branchId }: AgentBranch): string {
	return JSON.stringify([id, branchId ?? '']);
}

async function tryToRead<T>(read: () => Promise<T>): Promise<Result<T>> {
	try {
		return valid(await read());
	} catch (error) {
		return { ok: false, failures: failuresOf(error) };
	}
}

/** The call of an item, or everything that is wrong with it. */
function readyCall<Sender, Request extends CallRequest>(
	item: number,
	{ values, failures: unread }: ReadParameters<Sender>,
	{ baseUrl, routeOf, agents, llms }: Workspace<Sender, Request>,
): Result<ReadyCall<Sender, Request>> {
	const failures = [...unread];
	if (!routeOf.ok) return { ok: false, failures: [...failures, ...routeOf.failures] };
	const route = values.sender === undefined ? undefined : routeOf.value(values.sender);
	if (route?.ok === false) failures.push(...route.failures);
	const branch = checkedAgent(values);
	const agent = branch && agents.get(agentKey(branch));
	if (agent?.ok === false) failures.push(...agent.failures);
	const { variablesParameter } = values;
	if (agent?.ok === true && variablesParameter !== undefined) {
		const labels = callLabels(variablesParameter);
		failures.push(...checkAgainstAgent(values, agent.value, labels, llms));
	}
	if (route?.ok !== true || failures.length > 0) return { ok: false, failures };
	// Nothing is wrong, so nothing is missing.
	const call = values as CallParameters<Sender>;
	const { endpoint, notices } = route.value;
	const effective =
		agent?.ok === true
			? withoutIgnoredOverrides(call.overrides, agent.value)
			: { overrides: call.overrides, notices: [] };
	const request = route.value.request({ ...call, overrides: effective.overrides });
	const unsendable = unsendableInRequest(request, callLabels(call.variablesParameter));
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
