import type { IExecuteFunctions } from 'n8n-workflow';

type Context = Pick<IExecuteFunctions, 'getNode' | 'getExecuteData' | 'continueOnFail'>;

/**
 * Whether an AI agent runs the node as a part of itself, with the agent's own data. n8n's
 * `isToolExecution` says the same, but n8n 2.0 doesn't have it.
 */
export function runsWithinAgent(context: Pick<Context, 'getNode' | 'getExecuteData'>): boolean {
	return context.getExecuteData().node.name !== context.getNode().name;
}

/**
 * Whether an AI agent uses the node as its tool. For agents of version 3, n8n runs the tool as a
 * separate node whose context does not say so; the type of that node ends in "Tool".
 */
export function isTool(context: Pick<Context, 'getNode' | 'getExecuteData'>): boolean {
	return runsWithinAgent(context) || isToolNode(context);
}

/** Whether the node has the parameters of a tool: those that `'@tool': [true]` shows. */
export function isToolNode(context: Pick<Context, 'getNode'>): boolean {
	return context.getNode().type.endsWith('Tool');
}

/**
 * Whether a failed item stops the run with an error. A tool never stops, no matter the node's error
 * setting, because n8n shows a model less of an error than of an item, and sometimes nothing.
 */
export function stopsOnFailure(context: Context): boolean {
	return !isTool(context) && !context.continueOnFail();
}

/**
 * Whether n8n drops everything this tool answers. With "Continue (using error output)", a tool that
 * runs as a separate node (n8n 2.41) has only an error output, and n8n replaces the items of the first
 * output with those it takes for errors.
 */
export function losesAnswers(context: Pick<Context, 'getNode' | 'getExecuteData'>): boolean {
	return (
		isTool(context) &&
		!runsWithinAgent(context) &&
		context.getNode().onError === 'continueErrorOutput'
	);
}
