import type { IExecuteData, INode } from 'n8n-workflow';
import { isTool, losesAnswers, stopsOnFailure } from '../../../nodes/ElevenLabsCalls/toolUse';

const context = (type: string, withinAgent = false, onError?: INode['onError']) => ({
	getNode: () => ({ name: 'Call', type, onError }) as INode,
	getExecuteData: () => ({ node: { name: withinAgent ? 'AI Agent' : 'Call' } }) as IExecuteData,
	continueOnFail: () => onError !== undefined && onError !== 'stopWorkflow',
});

const NODE = 'n8n-nodes-elevenlabs-calls.elevenLabsCalls';
const TOOL = `${NODE}Tool`;

it.each([
	['a node', NODE, false, false],
	['a tool that its agent invokes', TOOL, true, true],
	['a node that an agent invokes', NODE, true, true],
	['a tool that n8n runs as a node', TOOL, false, true],
])('%s is a tool or not', (_, type, withinAgent, expected) => {
	expect(isTool(context(type, withinAgent))).toBe(expected);
});

it.each([
	[NODE, undefined, true],
	[NODE, 'stopWorkflow', true],
	[NODE, 'continueRegularOutput', false],
	[NODE, 'continueErrorOutput', false],
	[TOOL, undefined, false],
	[TOOL, 'stopWorkflow', false],
] as const)('%s with %s stops on failure: %s', (type, onError, expected) => {
	expect(stopsOnFailure(context(type, false, onError))).toBe(expected);
});

it.each([
	[TOOL, false, 'continueErrorOutput', true],
	[TOOL, true, 'continueErrorOutput', false],
	[TOOL, false, 'continueRegularOutput', false],
	[NODE, false, 'continueErrorOutput', false],
] as const)(
	'%s (invoked: %s) with %s loses its answers: %s',
	(type, invoked, onError, expected) => {
		expect(losesAnswers(context(type, invoked, onError))).toBe(expected);
	},
);
