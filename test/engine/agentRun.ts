import type {
	EngineRequest,
	EngineResponse,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeType,
	ITaskData,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeHelpers, Workflow } from 'n8n-workflow';
import { nodeTypesFrom, runInEngine } from '../n8n/engine';
import type { Simulator } from '../simulator/simulator';
import { credentialOf } from './plainCalls';
import { additionalDataWith, locator, nodeUnderTest } from './workflowRun';

/**
 * How an agent uses its tool. Up to version 2 it invokes it itself, several at once if the model asks
 * for several; from version 3 on, n8n runs it as a separate node, one request after the other.
 */
export type AgentKind = 'invoking' | 'requesting';

interface Tool {
	invoke(asked: IDataObject): Promise<unknown>;
}

/** Returns what the model receives for a request, as n8n's agent words it (2.41, `buildSteps`). */
function observation(task: ITaskData | undefined): string {
	const items = task?.data?.ai_tool?.[0]?.map(({ json }) => json) ?? [];
	if (items.length > 0) return JSON.stringify(items);
	return JSON.stringify(task?.error === undefined ? '' : { error: task.error.message });
}

function agentOf(kind: AgentKind, rounds: string[][], told: string[]): INodeType {
	let round = 0;
	return {
		description: {
			displayName: 'Agent',
			name: 'agent',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: {},
			inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool }],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
		},
		async execute(this: IExecuteFunctions, response?: EngineResponse) {
			if (kind === 'requesting') {
				for (const { data } of response?.actionResponses ?? []) told.push(observation(data));
				const asked = rounds[round++];
				if (asked === undefined) return [[{ json: {} }]];
				const request: EngineRequest = {
					actions: asked.map((To, index) => ({
						actionType: 'ExecutionNodeAction',
						nodeName: 'Tool',
						input: { To },
						type: NodeConnectionTypes.AiTool,
						id: `call_${round}_${index}`,
						metadata: { itemIndex: 0 },
					})),
					metadata: {},
				};
				return request;
			}
			const connected = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Array<
				Tool & { tools?: Tool[]; response?: Tool & { tools?: Tool[] } }
			>;
			const [tool] = connected.flatMap((one) => {
				const supplied = one.response ?? one;
				return supplied.tools ?? [supplied];
			});
			for (const asked of rounds) {
				const answers = asked.map(async (To) => await tool!.invoke({ To }));
				// An error leaves the model without an answer.
				const settled = await Promise.allSettled(answers);
				told.push(...settled.map((one) => (one.status === 'fulfilled' ? String(one.value) : '')));
			}
			return [[{ json: {} }]];
		},
	};
}

/** The node as n8n offers it to agents. */
function nodeAsTool(): INodeType {
	const tool = Object.create(nodeUnderTest) as INodeType;
	tool.description = {
		...nodeUnderTest.description,
		name: `${nodeUnderTest.description.name}Tool`,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
	};
	return tool;
}

/** What n8n tells a model about the tool, given the node's parameters as they are saved. */
export function toolDescription(parameters: INode['parameters']): string {
	const type = nodeAsTool();
	const node: INode = {
		id: 'tool',
		name: 'Tool',
		type: 'test.callsTool',
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
	const nodeTypes = nodeTypesFrom({ [node.type]: type });
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return NodeHelpers.getToolDescriptionForNode(workflow.getNode('Tool') ?? node, type);
}

/**
 * Lets an agent ask for calls, in rounds of what it asks for at once.
 * @param settings of the tool's node, and the options of its operation
 * @returns what the model receives, request by request
 */
export async function askAgent(
	simulator: Simulator,
	kind: AgentKind,
	rounds: string[][],
	{ options = {}, parameters = {}, ...settings }: Partial<INode> & { options?: IDataObject } = {},
): Promise<string[]> {
	const told: string[] = [];
	const start = agentOf('requesting', [], []);
	const types: Record<string, INodeType> = {
		'test.start': { ...start, description: { ...start.description, inputs: [] } },
		'test.agent': agentOf(kind, rounds, told),
		'test.callsTool': nodeAsTool(),
	};
	const plain = { typeVersion: 1, position: [0, 0], parameters: {} } satisfies Partial<INode>;
	const startNode: INode = { ...plain, id: 'start', name: 'Start', type: 'test.start' };
	const agentNode: INode = { ...plain, id: 'agent', name: 'Agent', type: 'test.agent' };
	const toolNode: INode = {
		...plain,
		id: 'tool',
		name: 'Tool',
		type: 'test.callsTool',
		credentials: { elevenLabsCallsApi: { id: '1', name: 'ElevenLabs' } },
		...settings,
		parameters: {
			resource: 'call',
			operation: 'outboundCall',
			agentId: locator('agent_simlocked'),
			phoneNumberId: locator('phnum_simtwilio'),
			toNumber: "={{ $fromAI('To', 'the number', 'string') }}",
			descriptionType: 'manual',
			toolDescription: 'Phones someone',
			options: options as INode['parameters'],
			...parameters,
		},
	};
	const main = NodeConnectionTypes.Main;
	const aiTool = NodeConnectionTypes.AiTool;
	const workflow = new Workflow({
		id: 'workflow',
		nodes: [startNode, agentNode, toolNode],
		connections: {
			Start: { [main]: [[{ node: 'Agent', type: main, index: 0 }]] },
			Tool: { [aiTool]: [[{ node: 'Agent', type: aiTool, index: 0 }]] },
		},
		active: false,
		nodeTypes: nodeTypesFrom(types),
		settings: { executionOrder: 'v1' },
	});
	const { data: result } = await runInEngine(
		workflow,
		startNode,
		additionalDataWith(credentialOf(simulator)),
	);
	if (result.resultData.error !== undefined)
		told.push(`stopped: ${result.resultData.error.message}`);
	return told;
}
