/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- the simulator is never shipped to n8n */
import { parseArgs } from 'node:util';

import { movableClock, startSimulator } from './simulator';

const { values } = parseArgs({
	options: {
		port: { type: 'string', default: '0' },
		'latency-ms': { type: 'string', default: '0' },
		'movable-clock': { type: 'boolean', default: false },
		'deliver-webhooks-every-ms': { type: 'string' },
	},
});

async function main(): Promise<void> {
	const simulator = await startSimulator({
		port: Number(values.port),
		latencyMs: Number(values['latency-ms']),
		...(values['movable-clock'] && { clock: movableClock() }),
		...(values['deliver-webhooks-every-ms'] !== undefined && {
			deliverWebhooksEveryMs: Number(values['deliver-webhooks-every-ms']),
		}),
		control: true,
	});
	const stop = () => void simulator.close();
	process.once('SIGTERM', stop);
	process.once('SIGINT', stop);
	// Last, so that a process that waits for this line can already stop this one.
	process.stdout.write(`simulator listening on ${simulator.url}\n`);
}

void main();
