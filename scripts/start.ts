/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { createRequire } from 'node:module';
import { startSimulator } from '../test/simulator/simulator';
import { buildPackage } from './buildPackage';
import { ROOT } from './example';
import type { PackageExports } from './exampleInEngine';
import { runScript } from './script';

/*
 * npm start: places the calls of the example in n8n's engine, against a simulated ElevenLabs, and prints the outcomes. The
 * exit code is 1 if anything is not as it should be.
 */

// Read by n8n-core when it is loaded: it reports failed items itself.
process.env.N8N_LOG_LEVEL ??= 'silent';

void runScript(async (script) => {
	await buildPackage(script);
	const built = createRequire(__filename)(ROOT) as PackageExports;
	const { runExampleInEngine } = await import('./exampleInEngine');
	const simulator = await startSimulator();
	script.atEnd(async () => await simulator.close());
	await runExampleInEngine(built, simulator, script);
	script.log('Next: npm run editor opens the same example in a real n8n.');
}).then((exitCode) => {
	process.exitCode = exitCode;
});
