import type { IExecuteFunctions } from 'n8n-workflow';

type Context = Pick<IExecuteFunctions, 'getNode' | 'isToolExecution' | 'continueOnFail'>;

/**
 * Whether an AI agent uses the node as its tool. Agents of version 3 have n8n run the tool as a node
 * of its own, whose context does not say so; the type of such a node ends in "Tool".
 */
export function isTool(context: Pick<Context, 'getNode' | 'isToolExecution'>): boolean {
	return context.isToolExecution() || context.getNode().type.endsWith('Tool');
}

/**
 * Whether a failed item stops the run with an error. It does not as a tool, whatever the node's error
 * setting: n8n gives a model less of an error than of an item, and nothing at times.
 */
export function stopsOnFailure(context: Context): boolean {
	return !isTool(context) && !context.continueOnFail();
}

/**
 * Whether n8n drops whatever this tool answers: as a node of its own (2.41) it has only an error
 * output with "Continue (using error output)", and n8n replaces what is on the first output by what
 * it finds to be errors there.
 */
export function losesAnswers(context: Pick<Context, 'getNode' | 'isToolExecution'>): boolean {
	return (
		isTool(context) &&
		!context.isToolExecution() &&
		context.getNode().onError === 'continueErrorOutput'
	);
}
