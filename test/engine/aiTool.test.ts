import { WorkflowExecute } from 'n8n-core';
import type { IDataObject, IExecuteFunctions, INode, INodeType, INodeTypes } from 'n8n-workflow';
import { createRunExecutionData, NodeConnectionTypes, Workflow } from 'n8n-workflow';
import type { Simulator } from '../simulator/simulator';
import { startQuickSimulator } from './operations';
import { credentialOf, dialRequests, number } from './plainCalls';
import { additionalDataWith, locator, nodeUnderTest } from './workflowRun';

let simulator: Simulator;

beforeAll(async () => {
	simulator = await startQuickSimulator();
});

beforeEach(() => simulator.reset());

afterAll(async () => await simulator.close());

interface Tool {
	invoke(asked: IDataObject): Promise<unknown>;
}

/** Lets an agent ask for calls, one after the other, and gives what it is told. */
async function askFor(phones: string[], retryOnFail = false): Promise<string[]> {
	const told: string[] = [];
	const agent: INodeType = {
		description: {
			displayName: 'Agent',
			name: 'agent',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: {},
			inputs: [{ type: NodeConnectionTypes.AiTool }],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
		},
		async execute(this: IExecuteFunctions) {
			const connected = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Array<
				Tool & { tools?: Tool[]; response?: Tool & { tools?: Tool[] } }
			>;
			const [tool] = connected.flatMap((one) => {
				const supplied = one.response ?? one;
				return supplied.tools ?? [supplied];
			});
			for (const To of phones) {
				const answer = tool?.invoke({ To }) ?? Promise.reject(new Error('There is no tool'));
				told.push(String(await answer.catch((error: Error) => error.message)));
			}
			return [[{ json: {} }]];
		},
	};
	const asTool = Object.create(nodeUnderTest) as INodeType;
	asTool.description = {
		...nodeUnderTest.description,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
	};
	const types: Record<string, INodeType> = { 'test.agent': agent, 'test.tool': asTool };
	const get = (name: string) => types[name]!;
	const nodeTypes: INodeTypes = {
		getByName: get,
		getByNameAndVersion: get,
		getKnownTypes: () => ({}),
	};
	const agentNode: INode = {
		id: 'agent',
		name: 'Agent',
		type: 'test.agent',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const toolNode: INode = {
		id: 'tool',
		name: 'Tool',
		type: 'test.tool',
		typeVersion: 1,
		position: [0, 0],
		...(retryOnFail ? { retryOnFail: true, waitBetweenTries: 1 } : {}),
		credentials: { elevenLabsCallsApi: { id: '1', name: 'ElevenLabs' } },
		parameters: {
			resource: 'call',
			operation: 'outboundCall',
			agentId: locator('agent_simlocked'),
			phoneNumberId: locator('phnum_simtwilio'),
			toNumber: "={{ $fromAI('To', 'the number', 'string') }}",
			descriptionType: 'manual',
			toolDescription: 'Phones somebody',
		},
	};
	const toAgent = { node: 'Agent', type: NodeConnectionTypes.AiTool, index: 0 };
	const workflow = new Workflow({
		id: 'workflow',
		nodes: [agentNode, toolNode],
		connections: { Tool: { [NodeConnectionTypes.AiTool]: [[toAgent]] } },
		active: false,
		nodeTypes,
	});
	const data = createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node: agentNode, data: { main: [[{ json: {} }]] }, source: null }],
		},
	});
	const engine = new WorkflowExecute(additionalDataWith(credentialOf(simulator)), 'manual', data);
	await workflow.expression.acquireIsolate();
	await engine.processRunExecutionData(workflow);
	await workflow.expression.releaseIsolate();
	return told;
}

describe('as the tool of an AI agent, which asks several times in one run', () => {
	it('each person is called, and the agent is told of the call to that person', async () => {
		const told = await askFor([number(1), number(2)]);
		expect(simulator.calls.map((call) => call.number)).toEqual([number(1), number(2)]);
		for (const [place, { conversationId }] of simulator.calls.entries()) {
			expect(told[place]).toContain(conversationId);
		}
	});

	it('nobody is called again who may have been called, also with Retry On Fail', async () => {
		simulator.addFault({ match: { method: 'POST' }, times: 1, action: { status: 500 } });
		const told = await askFor([number(1), number(2)], true);
		expect(dialRequests(simulator, number(1))).toHaveLength(1);
		expect(told[0]).toContain('may have been placed');
		expect(told[1]).toContain(simulator.calls[0]?.conversationId);
	});
});
