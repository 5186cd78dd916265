import { AGENT_LIST } from './agents';
import { keyIn } from './apiKey';
import { describeRefusal, describeSilence } from './errors';
import { pageSchema } from './pages';
import { PATHS } from './paths';
import { baseUrlOf, CUSTOM_BASE_URL, REGIONS } from './regions';

/** What a host is asked with a key. */
export interface KeyRequest {
	method: 'GET' | 'PATCH';
	path: string;
	query?: Record<string, number>;
	body?: object;
}

/** The least that every operation needs. */
const LIST_AGENTS: KeyRequest = { method: 'GET', path: PATHS.agents, query: { page_size: 1 } };

/**
 * Needs the permission to call, and changes nothing: no agent has this ID. ElevenLabs checks a key's
 * permissions first, so only a key that lacks it is refused for it; any other answer proves nothing.
 */
const CHANGE_NO_AGENT: KeyRequest = {
	method: 'PATCH',
	path: PATHS.agent('agent_permission_check'),
	body: {},
};

/** A host's answer, or Node's code if there was none. */
export type KeyAnswer = { status: number; body: unknown } | { code: string };

/** Whether the node can use a key, or a sentence that says why not. */
export type KeyVerdict = { usable: true } | { usable: false; message: string };

/**
 * Judges a credential by whether its key may list agents, and whether it may call. A key that is unknown
 * in its region is tried in the others: each has its own keys, and a wrong region looks just like
 * a wrong key.
 * @param credential its fields, as the user filled them in
 * @param ask sends a request to a host with this key
 */
export async function judgeKey(
	credential: { apiKey?: unknown; region?: unknown; baseUrl?: unknown },
	ask: (baseUrl: string, request: KeyRequest) => Promise<KeyAnswer>,
): Promise<KeyVerdict> {
	if (keyIn(credential.apiKey) === undefined) {
		return refuse('Enter an API key. Create one in ElevenLabs under Developers → API Keys.');
	}
	let baseUrl: string;
	try {
		baseUrl = baseUrlOf(credential.region, credential.baseUrl);
	} catch (error) {
		return refuse(error instanceof Error ? error.message : String(error));
	}
	const answer = await ask(baseUrl, LIST_AGENTS);
	if (isAgentList(answer)) {
		return lacksPermission(await ask(baseUrl, CHANGE_NO_AGENT))
			? refuse(
					"This API key can read, but not call: it lacks the permission 'convai_write' (ElevenLabs Agents: Write). Edit the key in ElevenLabs under Developers → API Keys.",
				)
			: { usable: true };
	}
	if (!isUnknownKey(answer)) return refuse(explain(answer));
	if (credential.region === CUSTOM_BASE_URL) {
		return refuse(
			"ElevenLabs does not recognize this API key at this 'Base URL'. Copy the key again.",
		);
	}

	const others = REGIONS.filter((region) => region.baseUrl !== baseUrl);
	const answers = await Promise.all(
		others.map(async (region) => await ask(region.baseUrl, LIST_AGENTS)),
	);
	const home = others.find((_, index) => {
		const other = answers[index];
		return other !== undefined && (isAgentList(other) || lacksPermission(other));
	});
	return refuse(
		home === undefined
			? 'ElevenLabs does not recognize this API key in any region. Copy the key again, or create a new one.'
			: `This API key belongs to another region. Set 'Region' to '${home.name}'.`,
	);
}

function refuse(message: string): KeyVerdict {
	return { usable: false, message };
}

function isAgentList(answer: KeyAnswer): boolean {
	return (
		'status' in answer &&
		answer.status === 200 &&
		pageSchema(AGENT_LIST).safeParse(answer.body).success
	);
}

/** An unknown key is answered with 400 or 401, depending on the endpoint. */
function isUnknownKey(answer: KeyAnswer): boolean {
	return codeOf(answer) === 'invalid_api_key';
}

function lacksPermission(answer: KeyAnswer): boolean {
	return codeOf(answer) === 'missing_permissions';
}

function codeOf(answer: KeyAnswer): string | undefined {
	return 'status' in answer ? describeRefusal(answer.status, answer.body).code : undefined;
}

function explain(answer: KeyAnswer): string {
	if (lacksPermission(answer)) {
		return "The API key is valid, but lacks a permission: 'convai_read' (ElevenLabs Agents: Read). Calling needs 'convai_write' as well. Edit the key in ElevenLabs under Developers → API Keys.";
	}
	const { message, advice } =
		'status' in answer ? describeRefusal(answer.status, answer.body) : describeSilence(answer.code);
	return `${message}. ${advice}`;
}
