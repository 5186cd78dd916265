import fc from 'fast-check';
import { readWebhookName, webhookName } from '../../../nodes/ElevenLabsCallsTrigger/webhookName';

const told = { workflowId: 'wAbc123', nodeId: 'node-1', mode: 'production' as const };

it('names a webhook so that a person sees whose it is', () => {
	expect(webhookName({ ...told, previous: {} })).toBe('n8n wAbc123 node-1 (production)');
	expect(webhookName({ ...told, mode: 'test', previous: { agent_1: { events: ['audio'] } } })).toBe(
		'n8n wAbc123 node-1 (test) instead of {"agent_1":{"events":["audio"]}}',
	);
});

it('is read back as it was, whatever the agents had', () => {
	fc.assert(
		fc.property(
			fc.constantFrom('production' as const, 'test' as const),
			fc.dictionary(
				fc.stringMatching(/^agent_\w+$/),
				fc.record({ post_call_webhook_id: fc.string(), events: fc.array(fc.string()) }),
			),
			(mode, previous) => {
				const name = { ...told, mode, previous };
				expect(readWebhookName(webhookName(name))).toEqual(name);
			},
		),
	);
});

it('is read back whatever the IDs are', () => {
	const id = fc.string({ minLength: 1, unit: 'grapheme' });
	fc.assert(
		fc.property(id, id, (workflowId, nodeId) => {
			const name = { ...told, workflowId, nodeId, previous: {} };
			expect(readWebhookName(webhookName(name))).toEqual(name);
		}),
		{ examples: [['my workflow', 'Node 1 (production)']] },
	);
});

it.each([
	'CRM',
	'',
	'n8n',
	'n8n wAbc123 node-1',
	'n8n a b (staging)',
	'my n8n a b (test)',
	'n8n 5% b (test)',
])('%j is not one of ours', (name) => {
	expect(readWebhookName(name)).toBeUndefined();
});

it.each(['{', '{"agent_1":5}', '{"agent_1":[]}'])('takes %j after it for nothing', (previous) => {
	const name = `n8n wAbc123 node-1 (test) instead of ${previous}`;
	expect(readWebhookName(name)?.previous ?? {}).toEqual({});
});
