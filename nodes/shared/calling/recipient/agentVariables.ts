import type { Agent } from '../../elevenlabs/schemas';
import { valueAt } from '../../json';
import type { ConversationOverrides } from './overrides';
import {
	variablesAssignedIn,
	variablesReferencedIn,
	variablesUsedByTools,
	variablesUsedIn,
} from './dynamicVariables';

/** A variable of an agent, for a form. */
export interface AgentVariable {
	name: string;
	/** Whether a call drops without it. */
	required: boolean;
	/** A variable has the type of the value that it was given in the dashboard. */
	type: 'string' | 'number' | 'boolean';
}

/**
 * Lists the variables that an agent declares or uses. Declared ones that no text uses are optional:
 * their dashboard values are only for tests, but nothing drops without them.
 */
export function agentVariables(agent: Agent): AgentVariable[] {
	const declared =
		agent.conversation_config?.agent?.dynamic_variables?.dynamic_variable_placeholders ?? {};
	const needed = neededVariables(agent, {});
	return [...new Set([...needed.keys(), ...Object.keys(declared)])].map((name) => ({
		name,
		required: needed.has(name),
		type: typeOf(valueAt(declared, name)),
	}));
}

/** @param testValue what the dashboard uses for tests; it is not a default in a call */
function typeOf(testValue: unknown): AgentVariable['type'] {
	return typeof testValue === 'number'
		? 'number'
		: typeof testValue === 'boolean'
			? 'boolean'
			: 'string';
}

/** Names of variables, each list with the part of the agent that needs them. */
type Needs = Array<[place: string, names: string[]]>;

/** Names of the variables without which a call drops, each with the text that needs it first. */
export function neededVariables(
	agent: Agent,
	overrides: ConversationOverrides,
): Map<string, string> {
	const own = agent.conversation_config?.agent;
	const wanted = (...path: string[]) => valueAt(overrides, 'agent', ...path);
	const language = wanted('language');
	const presets = agent.conversation_config?.language_presets ?? {};
	const preset =
		typeof language === 'string' && Object.hasOwn(presets, language)
			? presets[language]?.overrides?.agent
			: undefined;
	const needs: Needs = [
		[
			'the first message',
			usedIn(wanted('first_message') ?? preset?.first_message ?? own?.first_message),
		],
		[
			'the system prompt',
			usedIn(wanted('prompt', 'prompt') ?? preset?.prompt?.prompt ?? own?.prompt?.prompt),
		],
		...needsOfStructure(agent, wanted('prompt', 'tool_ids') === undefined),
	];
	const needed = new Map<string, string>();
	for (const [place, names] of needs) {
		for (const name of names) if (!needed.has(name)) needed.set(name, place);
	}
	return needed;
}

/** By agent, with its own tools and without. All calls of a run share an agent, which may be large. */
const knownNeeds = new WeakMap<Agent, Map<boolean, Needs>>();

/** @param hasOwnTools whether the call keeps the agent's tools; what others need is not known here */
function needsOfStructure(agent: Agent, hasOwnTools: boolean): Needs {
	const known = knownNeeds.get(agent) ?? new Map<boolean, Needs>();
	knownNeeds.set(agent, known);
	const needs = known.get(hasOwnTools) ?? findNeedsOfStructure(agent, hasOwnTools);
	known.set(hasOwnTools, needs);
	return needs;
}

function findNeedsOfStructure(agent: Agent, hasOwnTools: boolean): Needs {
	const prompt = agent.conversation_config?.agent?.prompt;
	const tools = hasOwnTools ? prompt?.tools : undefined;
	const assigned = variablesAssignedIn([tools, prompt?.built_in_tools, agent.workflow]);
	const referencedIn = (part: unknown) =>
		variablesReferencedIn(part).filter((name) => !assigned.includes(name));
	return [
		[
			'the tools',
			[...variablesUsedByTools(tools), ...variablesUsedByTools(prompt?.built_in_tools)],
		],
		['the workflow', referencedIn(agent.workflow)],
		['a procedure', referencedIn(agent.procedures)],
	];
}

function usedIn(text: unknown): string[] {
	return typeof text === 'string' ? variablesUsedIn(text) : [];
}
