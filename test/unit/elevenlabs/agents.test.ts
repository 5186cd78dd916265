import type { ElevenLabsClient } from '../../../nodes/shared/elevenlabs/client';
import { readAgent } from '../../../nodes/shared/elevenlabs/agents';

it.each([
	['agent_a', undefined, '/v1/convai/agents/agent_a', undefined],
	['agent_a', '', '/v1/convai/agents/agent_a', undefined],
	['agent_a', 'agtbrch_b', '/v1/convai/agents/agent_a', { branch_id: 'agtbrch_b' }],
	['../user?x#y', undefined, '/v1/convai/agents/..%2Fuser%3Fx%23y', undefined],
])('the agent %p on branch %p is read from its own path', async (id, branch, path, query) => {
	const asked: unknown[] = [];
	const client: ElevenLabsClient = {
		baseUrl: 'https://api.elevenlabs.io',
		clockOffsetMs: () => 0,
		send: async () => await Promise.reject(new Error('only reads')),
		async read(wantedPath, schema, wantedQuery) {
			asked.push([wantedPath, wantedQuery]);
			return schema.parse(await Promise.resolve({ agent_id: id, more: 1 }));
		},
	};
	expect(await readAgent(client, id, branch)).toEqual({ agent_id: id, more: 1 });
	expect(asked).toEqual([[path, query]]);
});
