export type Scope = 'convai_read' | 'convai_write' | 'voices_read' | 'user_read' | 'webhooks_write';

/** The API keys of the simulated workspace, each with the scopes that it is restricted to. */
export const seedApiKeys: Readonly<Record<string, readonly Scope[]>> = {
	'sim-full': ['convai_read', 'convai_write', 'voices_read', 'user_read', 'webhooks_write'],
	'sim-agents-only': ['convai_read', 'convai_write'],
	'sim-no-write': ['convai_read', 'voices_read', 'user_read'],
	'sim-no-convai': ['voices_read', 'user_read'],
};
