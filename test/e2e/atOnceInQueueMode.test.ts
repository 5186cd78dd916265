import type { Cluster } from '../n8n/queue/cluster';
import { startCluster } from '../n8n/queue/cluster';
import type { Setting } from './atOnce';
import { startSetting, testAtOnce } from './atOnce';
import { ADVISED_SETTINGS, START_MS } from './callingN8n';

// Things that happen at the same moment in queue mode, with PostgreSQL, Redis, two workers and two webhook processes.

let setting: Setting;
let cluster: Cluster;

beforeAll(async () => {
	setting = await startSetting();
	cluster = await startCluster({
		workers: 2,
		webhookProcesses: 2,
		env: ADVISED_SETTINGS,
		...setting.forN8n,
	});
}, START_MS);

afterAll(async () => {
	await cluster.stop();
	await setting.close();
});

testAtOnce(
	() => setting,
	() => cluster,
);
