/** What both nodes are for: before users choose one of them, n8n shows them as one, with the trigger's text. */
export const PACKAGE_DESCRIPTION =
	'Make AI phone calls with ElevenLabs agents, or start a workflow when a call ends';
