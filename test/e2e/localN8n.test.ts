import { readExample, readExamples, TRIGGER_NODE_TYPE } from '../../scripts/example';
import type { LocalN8n } from '../../scripts/localN8n';
import { startLocalN8n } from '../../scripts/localN8n';
import type { WorkflowFile } from '../n8n/instance';
import { START_MS } from './callingN8n';
import { node, to } from './rowsWorkflow';
import { until } from './until';

// The n8n that npm run editor and npm run dev open.

const endings: Array<() => unknown> = [];
let local: LocalN8n;

beforeAll(async () => {
	local = await startLocalN8n({
		// eslint-disable-next-line no-console -- the first run installs n8n, which takes minutes
		log: (line) => console.log(line),
		atEnd: (action) => endings.push(action),
	});
}, START_MS);

afterAll(async () => {
	for (const end of endings.reverse()) await end();
});

it('has all examples', async () => {
	const workflows = await local.n8n.rest<Array<{ name: string }>>('GET', '/rest/workflows');
	expect(workflows.map(({ name }) => name).sort()).toEqual(
		readExamples()
			.map(({ name }) => name)
			.sort(),
	);
});

it('starts a published workflow when the calls of the example have ended, without anyone moving a clock', async () => {
	const [credential] = readExample().nodes.flatMap(({ credentials }) =>
		credentials ? [credentials] : [],
	);
	const hearing: WorkflowFile = {
		name: 'Hear of calls',
		nodes: [
			{
				...node('Trigger', TRIGGER_NODE_TYPE, {
					triggerOn: ['transcript', 'call_initiation_failure'],
					registration: 'automatic',
					agents: ['agent_simappointments'],
					filters: {},
					options: {},
				}),
				webhookId: '5b0b7c52-0d7e-4a53-9f8f-2f6f7a3a1b91',
				credentials: credential,
			},
			node('After', 'n8n-nodes-base.noOp', {}),
		],
		connections: { Trigger: { main: [[to('After')]] } },
		settings: { executionOrder: 'v1' },
	};
	const { n8n, simulator } = local;
	const id = await n8n.saveWorkflow(hearing);
	await n8n.activateWorkflow(id);
	const run = await n8n.runWorkflow(readExample().id);
	expect(run.status).toBe('success');
	const filter = encodeURIComponent(JSON.stringify({ workflowId: id, status: ['success'] }));
	await until('each call has started the workflow', async () => {
		const { count } = await n8n.rest<{ count: number }>('GET', `/rest/executions?filter=${filter}`);
		return count === simulator?.calls.length;
	});
	await n8n.deactivateWorkflow(id);
});
