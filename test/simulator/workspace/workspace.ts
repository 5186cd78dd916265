import type { Scope } from '../server/apiKeys';
import { seedApiKeys } from '../server/apiKeys';
import { seedAgents } from './seed/agents';
import { seedLlms } from './seed/llms';
import { seedPhoneNumbers } from './seed/phoneNumbers';
import { seedSettings } from './seed/settings';
import { seedVoices } from './seed/voices';
import type { Webhook } from '../webhooks/webhook';
import type {
	Agent,
	Branch,
	ConvAiSettings,
	LlmList,
	PhoneNumber,
	PostCallWebhook,
	Voice,
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
	voices: Voice[];
	llms: LlmList;
	settings: ConvAiSettings;
	webhooks: Map<string, Webhook>;
	apiKeys: Map<string, readonly Scope[]>;
}

/** A workspace for each simulator, so that no test sees what another one changes. */
export function seedWorkspace(): Workspace {
	const agents = structuredClone(seedAgents);
	const phoneNumbers = structuredClone(seedPhoneNumbers);
	return {
		agents: new Map(agents.map((agent) => [agent.agent_id, agent])),
		branches: new Map(),
		branchWebhooks: new Map(),
		drafts: new Map(),
		phoneNumbers: new Map(phoneNumbers.map((number) => [number.phone_number_id, number])),
		voices: [...structuredClone(seedVoices)],
		llms: structuredClone(seedLlms),
		settings: structuredClone(seedSettings),
		webhooks: new Map(),
		apiKeys: new Map(Object.entries(seedApiKeys)),
	};
}
