/** Each residency host of the API has its own dashboard (ElevenLabs' docs on data residency). */
const RESIDENCY_API = /^https:\/\/api\.([\w-]+\.residency\.elevenlabs\.io)$/i;

/**
 * The page of a conversation in ElevenLabs' dashboard.
 * @param baseUrl of the API; a proxy's counts as that of the global region
 */
export function conversationUrl(baseUrl: string, conversationId: string): string {
	const [, host = 'elevenlabs.io'] = RESIDENCY_API.exec(baseUrl) ?? [];
	return `https://${host}/app/agents/history/${encodeURIComponent(conversationId)}`;
}
