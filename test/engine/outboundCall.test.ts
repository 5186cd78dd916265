import { startSimulator } from '../simulator/simulator';
import type { Simulator } from '../simulator/simulator';
import { locator, runWorkflow } from './workflowRun';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator();
});
afterAll(async () => await simulator.close());
beforeEach(() => simulator.reset());

it('places a call', async () => {
	const agent = [...simulator.agents.values()].map((a) => a.agent_id);
	console.log(agent.slice(0,5), [...simulator.phoneNumbers.values()].slice(0,3));
	const outcome = await runWorkflow({
		parameters: {
			resource: 'call', operation: 'outboundCall',
			agentId: locator(agent[0] as string), phoneNumberId: locator([...simulator.phoneNumbers.keys()][0] as string),
			toNumber: '={{ $json.phone }}', dynamicVariablesMode: 'json', dynamicVariablesJson: '={{ $json.vars }}',
		},
		rows: [{ phone: '+1 (415) 555-0123', vars: { a: 1 } }],
		credential: { apiKey: 'sim-full', region: 'custom', baseUrl: simulator.url },
		onError: 'continueRegularOutput',
	});
	console.log(JSON.stringify(outcome.items, null, 1), outcome.error, simulator.requests);
});
