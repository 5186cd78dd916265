import type { WantedWebhook } from '../../../nodes/ElevenLabsCallsTrigger/registrationPlan';
import { isAttached, isCounterpart } from '../../../nodes/ElevenLabsCallsTrigger/registrationPlan';
import { webhookName } from '../../../nodes/ElevenLabsCallsTrigger/webhookName';
import type { Webhook } from '../../../nodes/shared/elevenlabs/webhooks';

const wanted: WantedWebhook = {
	workflowId: 'w1',
	nodeId: 'n1',
	mode: 'production',
	url: 'https://n8n.example/webhook/1/webhook',
	events: ['transcript', 'call_initiation_failure'],
};

it.each([
	['of the same n8n', 'https://n8n.example/webhook-test/1/webhook', true],
	['of an n8n with the same workflow', 'https://other.example/webhook-test/1/webhook', false],
])('a webhook of tests %s is that of the same node: %s, %s', (_, url, expected) => {
	const name = webhookName({ ...wanted, mode: 'test', previous: {} });
	expect(isCounterpart({ webhookId: 'wh', name, url } as Webhook, wanted)).toBe(expected);
});

it.each([
	[['call_initiation_failure', 'transcript'], true],
	[['transcript'], false],
	[['transcript', 'call_initiation_failure', 'audio'], false],
])('an agent that sends %j sends exactly what is wanted: %s', (events, expected) => {
	const webhook = { post_call_webhook_id: 'wh', events };
	const holder = { holderId: 'agent_a', name: 'A', webhook, otherOverrides: {} };
	expect(isAttached(holder, 'wh', wanted)).toBe(expected);
});
