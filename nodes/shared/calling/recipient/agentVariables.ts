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
	// A call can replace the agent's tools. What those need is not known here.
	const tools = wanted('prompt', 'tool_ids') === undefined ? own?.prompt?.tools : undefined;
	const assigned = variablesAssignedIn([tools, own?.prompt?.built_in_tools, agent.workflow]);
	const referencedIn = (part: unknown) =>
		variablesReferencedIn(part).filter((name) => !assigned.includes(name));
	const places: Array<[place: string, names: string[]]> = [
		[
			'the first message',
			usedIn(wanted('first_message') ?? preset?.first_message ?? own?.first_message),
		],
		[
			'the system prompt',
			usedIn(wanted('prompt', 'prompt') ?? preset?.prompt?.prompt ?? own?.prompt?.prompt),
		],
		[
			'the tools',
			[...variablesUsedByTools(tools), ...variablesUsedByTools(own?.prompt?.built_in_tools)],
		],
		['the workflow', referencedIn(agent.workflow)],
		['a procedure', referencedIn(agent.procedures)],
	];
	const needed = new Map<string, string>();
	for (const [place, names] of places) {
		for (const name of names) if (!needed.has(name)) needed.set(name, place);
	}
	return needed;
}

function usedIn(text: unknown): string[] {
	return typeof text === 'string' ? variablesUsedIn(text) : [];
}
