import type { Agent } from '../../elevenlabs/schemas';
import type { Failure } from '../../failure';
import { parameterFailure } from '../../failure';
import { valueAt } from '../../json';
import { labelOf } from '../../labels';
import { isRecord } from '../../values';
import { neededVariables } from './agentVariables';
import type { CallLabels } from './callLabels';
import type { CallSettings } from './callRequest';
import { disallowedPaths, withoutIgnoredOverrides } from './overridePermissions';
import type { ConversationOverrides } from './overrides';
import { VOICE_MODELS } from './overrides';

/** The parts of a call that its agent must allow or needs, as far as they could be read. */
export type WantedCall = Partial<
	Pick<
		CallSettings,
		| 'overrides'
		| 'dynamicVariables'
		| 'customLlmExtraBody'
		| 'startingWorkflowNodeId'
		| 'procedureIds'
	>
>;

const TURN_OFF = "or turn off 'Check Agent' under Options if you are sure the call will work.";

/** The LLM of agents that bring their own; no list has it. */
const CUSTOM_LLM = 'custom-llm';

/**
 * Finds what ElevenLabs would accept with a 200 and then drop as soon as the person picks up: an
 * override that the agent does not allow, or a missing variable. Also finds a language, LLM or
 * voice model that is not known to work.
 * @param llms names of those that ElevenLabs offers; absent if not known: any name may be right
 */
export function checkAgainstAgent(
	call: WantedCall,
	agent: Agent,
	labels: CallLabels,
	llms?: readonly string[],
): Failure[] {
	const { overrides } = withoutIgnoredOverrides(call.overrides ?? {}, agent);
	return [
		...disallowedOverrides({ ...call, overrides }, agent, labels),
		...unsupportedLanguage(call, agent, labels),
		...unknownLlm(call, agent, labels, llms),
		...unknownVoiceModel(call, agent, labels),
		...missingVariables(call, agent, labels),
		...failingStart(call, agent, labels),
	];
}

function disallowedOverrides(call: WantedCall, agent: Agent, labels: CallLabels): Failure[] {
	const names = disallowedPaths(call.overrides ?? {}, agent).map((path) =>
		labelOf(labels.overrides, path),
	);
	const hasBody = Object.keys(call.customLlmExtraBody ?? {}).length > 0;
	if (hasBody && agent.platform_settings?.overrides?.custom_llm_extra_body !== true) {
		names.push(labels.customLlmExtraBody);
	}
	return names.map((parameter) =>
		parameterFailure(
			parameter,
			`is not allowed by the agent${named(agent)}, so the call would drop when it is answered`,
			`Allow this override in the agent's Security settings in ElevenLabs, remove it here, ${TURN_OFF}`,
		),
	);
}

function unsupportedLanguage(
	{ overrides }: WantedCall,
	agent: Agent,
	labels: CallLabels,
): Failure[] {
	const wanted = valueAt(overrides, 'agent', 'language');
	if (typeof wanted !== 'string') return [];
	const own = agent.conversation_config?.agent?.language;
	const languages = [
		...(typeof own === 'string' ? [own] : []),
		...Object.keys(agent.conversation_config?.language_presets ?? {}),
	];
	if (languages.length === 0 || languages.includes(wanted)) return [];
	return [
		parameterFailure(
			labelOf(labels.overrides, 'agent.language'),
			`is '${wanted}', which the agent${named(agent)} does not speak (it speaks ${languages.join(', ')})`,
			`Add the language to the agent in ElevenLabs, choose one it speaks, ${TURN_OFF}`,
		),
	];
}

function unknownLlm(
	call: WantedCall,
	agent: Agent,
	labels: CallLabels,
	llms: readonly string[] | undefined,
): Failure[] {
	const wanted = wantedLlm(call.overrides ?? {});
	const own = agent.conversation_config?.agent?.prompt?.llm;
	if (wanted === undefined || wanted === own || (llms?.includes(wanted) ?? true)) return [];
	return [
		parameterFailure(
			labelOf(labels.overrides, 'agent.prompt.llm'),
			`is '${wanted}', which ElevenLabs does not offer`,
			`Choose one from the list, ${TURN_OFF}`,
		),
	];
}

/**
 * Returns the LLM that a call uses in place of the agent's own.
 * @returns undefined if there is none to be looked up in ElevenLabs' list
 */
export function wantedLlm(overrides: ConversationOverrides): string | undefined {
	const wanted = valueAt(overrides, 'agent', 'prompt', 'llm');
	return typeof wanted === 'string' && wanted !== CUSTOM_LLM ? wanted : undefined;
}

function unknownVoiceModel({ overrides }: WantedCall, agent: Agent, labels: CallLabels): Failure[] {
	const wanted = valueAt(overrides, 'tts', 'model_id');
	const own = valueAt(agent.conversation_config, 'tts', 'model_id');
	const known: readonly unknown[] = [...VOICE_MODELS, own];
	if (typeof wanted !== 'string' || known.includes(wanted)) return [];
	return [
		parameterFailure(
			labelOf(labels.overrides, 'tts.model_id'),
			`is '${wanted}', which this version of the node does not know`,
			"Choose one from the list. If ElevenLabs offers this model, it is newer than this version: turn off 'Check Agent' under Options to use it.",
		),
	];
}

/** Overrides decide which variables are needed. */
function missingVariables(
	{ overrides, dynamicVariables: given }: WantedCall,
	agent: Agent,
	labels: CallLabels,
): Failure[] {
	if (overrides === undefined || given === undefined) return [];
	const missing = [...neededVariables(agent, overrides)].filter(
		([name]) => !Object.hasOwn(given, name),
	);
	if (missing.length === 0) return [];
	const listed = missing.map(([name, place]) => `'${name}' (used in ${place})`).join(', ');
	return [
		parameterFailure(
			labels.variables,
			`has no value for ${listed}, so the call would drop when it is answered`,
			[`Give each of these variables a value for this item, ${TURN_OFF}`, labels.missingField]
				.filter(Boolean)
				.join(' '),
		),
	];
}

function named(agent: Agent): string {
	return agent.name ? ` '${agent.name}'` : '';
}

/**
 * Finds what makes the start of a conversation fail: a starting node or procedures that the agent does
 * not let its callers choose, or does not have (OpenAPI: ConversationInitiationClientDataConfig).
 */
function failingStart(
	{ startingWorkflowNodeId: nodeId, procedureIds }: WantedCall,
	agent: Agent,
	labels: CallLabels,
): Failure[] {
	const allowed = agent.platform_settings?.overrides ?? {};
	const nodes = valueAt(agent.workflow, 'nodes');
	const starts = [
		{
			parameter: labels.startingWorkflowNodeId,
			ids: nodeId === undefined ? undefined : [nodeId],
			isAllowed: allowed.enable_starting_workflow_node_id_from_client === true,
			known: nodes,
			what: "in the agent's workflow",
		},
		{
			parameter: labels.procedureIds,
			ids: procedureIds,
			isAllowed: allowed.enable_procedure_ids_from_client === true,
			known: agent.procedures,
			what: "among the agent's procedures",
		},
	];
	return starts.flatMap(({ parameter, ids, isAllowed: may, known, what }) => {
		if (ids === undefined) return [];
		if (!may) {
			return [
				parameterFailure(
					parameter,
					`is not allowed by the agent${named(agent)}, so the call would fail when it is answered`,
					`Allow it in the agent's Security settings in ElevenLabs, remove it here, ${TURN_OFF}`,
				),
			];
		}
		const unknown = isRecord(known) ? ids.filter((id) => !Object.hasOwn(known, id)) : [];
		return unknown.map((id) =>
			parameterFailure(
				parameter,
				`has '${id}', which is not ${what}, so the call would fail when it is answered`,
				`Copy the ID from the agent${named(agent)} in ElevenLabs, ${TURN_OFF}`,
			),
		);
	});
}
