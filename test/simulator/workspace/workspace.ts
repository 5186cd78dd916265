import type { Scope } from '../server/apiKeys';
import { seedApiKeys } from '../server/apiKeys';
import { seedAgents } from './seed/agents';
import { seedLlms } from './seed/llms';
import { seedPhoneNumbers } from './seed/phoneNumbers';
import { seedSettings } from './seed/settings';
import { seedVoices } from './seed/voices';
import { seedWhatsAppAccounts } from './seed/whatsAppAccounts';
import type { Webhook } from '../webhooks/webhook';
import type {
	Agent,
	Branch,
	ConvAiSettings,
	LlmList,
	PhoneNumber,
	PostCallWebhook,
	Voice,
	WhatsAppAccount,
} from '../schema/wireTypes';

/** What an ElevenLabs account holds. */
export interface Workspace {
	agents: Map<string, Agent>;
	/** By agent; without an entry an agent has its main branch only. */
	branches: Map<string, Branch[]>;
	/** The webhooks of branches other than main, by branch. */
	branchWebhooks: Map<string, PostCallWebhook>;
	/** What the user has edited on an agent's main branch and not published, by agent. */
	drafts: Map<string, Pick<Agent, 'procedures'>>;
	phoneNumbers: Map<string, PhoneNumber>;
	/** By Meta's ID of the number. */
	whatsAppAccounts: Map<string, WhatsAppAccount>;
	voices: Voice[];
	llms: LlmList;
	settings: ConvAiSettings;
	webhooks: Map<string, Webhook>;
	apiKeys: Map<string, readonly Scope[]>;
}

/** A separate workspace for each simulator, so no test sees what another one changes. */
export function seedWorkspace(): Workspace {
	const agents = structuredClone(seedAgents);
	const phoneNumbers = structuredClone(seedPhoneNumbers);
	const whatsAppAccounts = structuredClone(seedWhatsAppAccounts);
	return {
		agents: new Map(agents.map((agent) => [agent.agent_id, agent])),
		branches: new Map(),
		branchWebhooks: new Map(),
		drafts: new Map(),
		phoneNumbers: new Map(phoneNumbers.map((number) => [number.phone_number_id, number])),
		whatsAppAccounts: new Map(
			whatsAppAccounts.map((account) => [account.phone_number_id, account]),
		),
		voices: [...structuredClone(seedVoices)],
		llms: structuredClone(seedLlms),
		settings: structuredClone(seedSettings),
		webhooks: new Map(),
		apiKeys: new Map(Object.entries(seedApiKeys)),
	};
}
