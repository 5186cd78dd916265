import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { joined } from '../shared/failure';
import type { Result } from '../shared/result';
import { all, invalid, valid } from '../shared/result';
import type { SubscribedEvent } from '../shared/elevenlabs/webhookEvents';
import { readIds } from '../shared/ids';
import { readCodes } from '../shared/codes';
import { isBlank, readBoolean, readChoice, readCode } from '../shared/values';
import { TriggerProblem } from './triggerProblem';

type TriggerContext = IHookFunctions | IWebhookFunctions;

export const EVENTS = [
	'answering_machine_detection',
	'audio',
	'call_initiation_failure',
	'transcript',
	'unredacted_audio',
	'unredacted_transcript',
] as const satisfies readonly SubscribedEvent[];

export const OUTCOMES = [
	'answered',
	'busy',
	'failed',
	'no_answer',
	'unknown',
	'voicemail',
] as const;

const DIRECTIONS = ['any', 'inbound', 'outbound'] as const;

/** Labels of the trigger's parameters, as the editor shows them and as messages name them. */
export const LABELS = {
	triggerOn: 'Trigger On',
	registration: 'Webhook Setup',
	agentSelection: 'Agents',
	agents: 'Agent Names or IDs',
	direction: 'Direction',
	outcomes: 'Outcomes',
	binaryPropertyName: 'Put Output File in Field',
	replaceExisting: 'Replace Existing Webhook',
	simplify: 'Simplify',
} as const;

/** Who sets the webhook up: the node, or a person. */
export type WebhookSetup = 'automatic' | 'manual';

/** Which events start the workflow, and with what. */
export interface DeliverySettings {
	events: SubscribedEvent[];
	/** Only calls of these agents; empty for all. */
	agentIds: string[];
	/** Only calls with these outcomes; empty for all. */
	outcomes: string[];
	direction: (typeof DIRECTIONS)[number];
	simplify: boolean;
	/** The binary field for recordings. */
	fileField: string;
}

/** What the trigger needs to know to be set up. */
export interface SetupSettings extends DeliverySettings {
	setup: WebhookSetup;
	/** Whether an automatic setup is for the whole workspace; `agentIds` is empty then. */
	isForAllAgents: boolean;
	/** Whether another webhook may be replaced while ours is set up. */
	replaceExisting: boolean;
}

/**
 * Reads who sets the webhook up.
 * @throws TriggerProblem
 */
export function readWebhookSetup(context: TriggerContext): WebhookSetup {
	return understood(setupIn(context));
}

/**
 * Reads the settings that filter deliveries. The values may come from expressions; one that can't be
 * understood never counts as the default.
 * @throws TriggerProblem naming every parameter that can't be understood
 */
export function readDeliverySettings(context: TriggerContext): DeliverySettings {
	return understood(all(deliveryChecks(context)));
}

/**
 * Reads everything at once, including what only deliveries need, so that a mistake shows when the workflow
 * is published.
 * @throws TriggerProblem naming every parameter that can't be understood
 */
export function readSetupSettings(context: TriggerContext): SetupSettings {
	const settings = understood(
		all<SetupSettings>({
			...deliveryChecks(context),
			setup: setupIn(context),
			isForAllAgents: isForAllAgentsIn(context),
			replaceExisting: readBoolean(
				context.getNodeParameter('options.replaceExisting', false),
				LABELS.replaceExisting,
			),
		}),
	);
	const { setup, events, agentIds, isForAllAgents } = settings;
	if (events.length === 0) {
		throw new TriggerProblem(
			`'${LABELS.triggerOn}' is empty`,
			'Choose at least one event that starts the workflow.',
		);
	}
	if (setup === 'automatic' && !isForAllAgents && agentIds.length === 0) {
		throw new TriggerProblem(
			`'${LABELS.agents}' is empty`,
			`Choose at least one agent, or set '${LABELS.agentSelection}' to All Agents.`,
		);
	}
	return settings;
}

function deliveryChecks(context: TriggerContext): {
	[Name in keyof DeliverySettings]: Result<DeliverySettings[Name]>;
} {
	const isForAllAgents = isForAllAgentsIn(context);
	return {
		events: readChoices(context.getNodeParameter('triggerOn', []), LABELS.triggerOn, EVENTS),
		agentIds: isForAllAgents.ok && isForAllAgents.value ? valid([]) : listed(agentIdsIn(context)),
		outcomes: readChoices(
			context.getNodeParameter('filters.outcomes', []),
			LABELS.outcomes,
			OUTCOMES,
		),
		direction: directionIn(context),
		simplify: readBoolean(context.getNodeParameter('options.simplify', false), LABELS.simplify),
		fileField: fileFieldIn(context),
	};
}

function setupIn(context: TriggerContext): Result<WebhookSetup> {
	const value = context.getNodeParameter('registration', 'automatic');
	return readChoice(value, LABELS.registration, ['automatic', 'manual']);
}

/** A trigger that is set up manually has no such choice: it receives everything sent to it. */
function isForAllAgentsIn(context: TriggerContext): Result<boolean> {
	const setup = setupIn(context);
	if (!setup.ok || setup.value === 'manual') return valid(false);
	const value = context.getNodeParameter('agentSelection', 'selected');
	const selection = readChoice(value, LABELS.agentSelection, ['all', 'selected']);
	return selection.ok ? valid(selection.value === 'all') : selection;
}

function agentIdsIn(context: TriggerContext): Result<string[] | undefined> {
	return readIds(context.getNodeParameter('agents', []), LABELS.agents);
}

function directionIn(context: TriggerContext): Result<DeliverySettings['direction']> {
	const value = context.getNodeParameter('filters.direction', 'any');
	return isBlank(value) ? valid('any') : readChoice(value, LABELS.direction, DIRECTIONS);
}

function fileFieldIn(context: TriggerContext): Result<string> {
	const value = context.getNodeParameter('options.binaryPropertyName', '');
	const name = readCode(value, LABELS.binaryPropertyName);
	return name.ok ? valid(name.value ?? 'data') : name;
}

function readChoices<Choice extends string>(
	value: unknown,
	label: string,
	choices: readonly Choice[],
): Result<Choice[]> {
	const codes = listed(readCodes(value, label));
	if (!codes.ok) return codes;
	const chosen = codes.value.map((code) => ({ code, read: readChoice(code, label, choices) }));
	const unknown = chosen.find(({ read }) => !read.ok);
	if (unknown !== undefined) {
		return invalid(
			label,
			`has '${unknown.code}', which is not a valid value`,
			`Use: ${choices.join(', ')}. Check the expression.`,
		);
	}
	return valid(chosen.flatMap(({ read }) => (read.ok ? read.value : [])));
}

/** Each entry once; blank is an empty list. */
function listed(entries: Result<string[] | undefined>): Result<string[]> {
	return entries.ok ? valid([...new Set(entries.value ?? [])]) : entries;
}

function understood<T>(checked: Result<T>): T {
	if (checked.ok) return checked.value;
	const { message, advice } = joined(checked.failures);
	throw new TriggerProblem(message, advice);
}
