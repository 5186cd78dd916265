import type { ElevenLabsClient } from '../shared/elevenlabs/client';
import type { WebhookHolder } from '../shared/elevenlabs/postCallWebhook';
import { readWorkspace, webhookIdOf, WORKSPACE } from '../shared/elevenlabs/postCallWebhook';
import type { Webhook } from '../shared/elevenlabs/webhooks';
import type { Registration, WantedWebhook } from './registrationPlan';
import { displacedWebhook, previousWebhook } from './registrationPlan';
import { TriggerProblem } from './triggerProblem';
import { LABELS } from './triggerSettings';
import type { PreviousWebhooks } from './webhookName';
import { readWebhookName } from './webhookName';

/** A registration that is about to be made. */
interface PlannedRegistration {
	client: ElevenLabsClient;
	holders: WebhookHolder[];
	/** All webhooks of the workspace. */
	webhooks: Webhook[];
	/** Those that the registration replaces anyway. */
	own: Webhook[];
	/** What the holders had before those. */
	previous: PreviousWebhooks;
	wanted: WantedWebhook;
	registration: Registration | undefined;
}

/**
 * Makes sure that no one else's webhook stops receiving events, whether it is an agent's or the
 * workspace's, which receives the events of agents without their own.
 * @throws ElevenLabsError; TriggerProblem naming the webhooks
 */
export async function refuseToDisplace(planned: PlannedRegistration): Promise<void> {
	const { client, holders, webhooks, own, previous, wanted, registration } = planned;
	const isForAgents = holders.some(({ holderId }) => holderId !== WORKSPACE);
	const workspace = isForAgents ? await readWorkspace(client) : undefined;
	const workspaceId = webhookIdOf(previousWebhook(WORKSPACE, workspace?.webhook, own, webhooks));
	const displaced = holders.flatMap((holder) => {
		const ownId = webhookIdOf(previous[holder.holderId]);
		const webhook = displacedWebhook(holder, ownId ?? workspaceId, webhooks, wanted, registration);
		if (webhook === undefined) return [];
		const { name, url } = webhook;
		const isTest = readWebhookName(name)?.mode === 'test';
		return [{ holder, isOwn: ownId !== undefined, webhook: `'${name || url}'`, isTest }];
	});
	const [first] = displaced;
	if (first === undefined) return;
	const endTest = displaced.some(({ isTest }) => isTest)
		? 'It belongs to a test in n8n: stop the test, or wait until it ends after 2 minutes. '
		: '';
	if (first.holder.holderId === WORKSPACE) {
		throw new TriggerProblem(
			`The workspace already sends its events to webhook ${first.webhook}`,
			`${endTest}Turn on '${LABELS.replaceExisting}' under Options to replace it while the workflow is active. To replace it for some agents only, also set '${LABELS.agentSelection}' to Selected Agents. Or set '${LABELS.registration}' to Manual.`,
		);
	}
	const uses = displaced.map(({ holder, isOwn, webhook }) =>
		isOwn
			? `Agent '${holder.name}' already sends its events to webhook ${webhook}`
			: `The workspace already sends the events of agent '${holder.name}' to webhook ${webhook}`,
	);
	throw new TriggerProblem(
		uses.join('. '),
		`${endTest}An agent can have only one webhook. Turn on '${LABELS.replaceExisting}' under Options to replace it while the workflow is active, or set '${LABELS.registration}' to Manual.`,
	);
}
