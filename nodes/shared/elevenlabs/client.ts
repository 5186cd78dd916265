import type {
	ICredentialsDecrypted,
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
} from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';
import type { z } from 'zod';
import { jsonText } from '../json';
import { networkCode } from '../networkCodes';
import { unchanged } from '../nodeError';
import { keyIn } from './apiKey';
import type { ByteStream } from './byteStream';
import { useStream } from './byteStream';
import { describeRefusal, describeSilence, ElevenLabsError } from './errors';
import { baseUrlOf } from './regions';

/** The type of the credential, known to n8n under this name. */
export const CREDENTIAL = 'elevenLabsCallsApi';

/** ElevenLabs' own SDK waits this long: the answer to a dial has the ID of a call. */
const TIMEOUT_MS = 240_000;

/** A read can be repeated. */
const READ_TIMEOUT_MS = 60_000;

/** Every n8n context a request can be made from. */
export type ElevenLabsContext = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions;

export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Begins with a slash. */
	path: string;
	/** A list is sent as a repeated key. */
	query?: IDataObject;
	/** A text is JSON already, and is sent unchanged. */
	body?: object | string;
	/** Whether to return the body of a success as a stream, e.g. for a recording. Other bodies are read as usual. */
	streams?: boolean;
}

/** The result of a request: an answer of any status, or none. */
export type Exchange =
	| Answer
	/** `code` is Node's, e.g. `ECONNRESET`. */
	| { answered: false; code: string };

/** An answer of ElevenLabs, or of a proxy in front of it. */
interface Answer {
	answered: true;
	status: number;
	body: unknown;
	requestId?: string;
	/** The `Retry-After` header. */
	retryAfter?: string;
	/** The server's time, in milliseconds since 1970. */
	serverTime?: number;
}

/** ElevenLabs under one credential. */
export interface ElevenLabsClient {
	/** The base URL of requests, without a slash at the end. */
	readonly baseUrl: string;
	/** How far ElevenLabs' clock is ahead of ours in milliseconds, by its last answer; 0 before. */
	clockOffsetMs(): number;
	/**
	 * Sends one request, once, and returns whatever comes of it.
	 * @throws TypeError if the body has a part that would be lost in JSON
	 */
	send(request: ApiRequest): Promise<Exchange>;
	/**
	 * Reads something and checks its shape.
	 * @throws ElevenLabsError if ElevenLabs refuses, can't be reached or answers otherwise
	 */
	read<T>(
		path: string,
		schema: z.ZodType<T, z.ZodTypeDef, unknown>,
		query?: IDataObject,
	): Promise<T>;
}

/** Makes a client with the node's credential. */
export async function elevenLabsClient(context: ElevenLabsContext): Promise<ElevenLabsClient> {
	const data = await context.getCredentials(CREDENTIAL);
	const { region, baseUrl } = data;
	const apiKey = keyIn(data.apiKey);
	if (apiKey === undefined) {
		throw new OperationalError("The node's credential has no API key", {
			description: 'Enter one in the credential.',
		});
	}
	const baseURL = baseUrlOf(region, baseUrl);
	// Without it, n8n reads the credential from its database again, and decrypts it, for every request.
	const credentialsDecrypted = { id: '', name: CREDENTIAL, type: CREDENTIAL, data };
	let offset = 0;
	const send = async (request: ApiRequest) => {
		const exchange = await sendOnce(context, baseURL, credentialsDecrypted, request);
		// A proxy's page may have no date; the offset known before still holds.
		if (exchange.answered && exchange.serverTime !== undefined) {
			offset = exchange.serverTime - Date.now();
		}
		return concealed(exchange, apiKey);
	};
	return {
		baseUrl: baseURL,
		clockOffsetMs: () => offset,
		send,
		async read(path, schema, query) {
			const exchange = await send({ method: 'GET', path, query });
			const parsed = isSuccess(exchange) ? schema.safeParse(exchange.body) : undefined;
			if (parsed?.success) return parsed.data;
			throw refusalOf(exchange);
		},
	};
}

/** Whether ElevenLabs did what was asked. */
export function isSuccess(exchange: Exchange): exchange is Answer {
	return exchange.answered && isSuccessStatus(exchange.status);
}

function isSuccessStatus(status: number): boolean {
	return status >= 200 && status < 300;
}

/** Makes an error from an exchange that failed. */
export function refusalOf(exchange: Exchange): ElevenLabsError {
	if (!exchange.answered) return new ElevenLabsError(describeSilence(exchange.code));
	const { status, body, requestId } = exchange;
	return new ElevenLabsError(describeRefusal(status, body, requestId));
}

/**
 * Deletes the resource at a path.
 * @throws ElevenLabsError
 */
export async function deleteAt(client: ElevenLabsClient, path: string): Promise<void> {
	const exchange = await client.send({ method: 'DELETE', path });
	if (!isSuccess(exchange)) throw refusalOf(exchange);
}

async function sendOnce(
	context: ElevenLabsContext,
	baseURL: string,
	credentialsDecrypted: ICredentialsDecrypted,
	{ method, path, query, body, streams }: ApiRequest,
): Promise<Exchange> {
	// As text: n8n's HTTP library copies objects, and loses keys such as 'constructor' in doing so.
	const text = typeof body === 'object' ? jsonText(body) : body;
	try {
		// A dial that is under way is not broken off when the user stops the execution: its answer has
		// the ID of a call that can't be taken back.
		const caller = method === 'GET' ? context : uncancellable(context);
		const options: IHttpRequestOptions = {
			method,
			// Joined here: n8n would parse it twice for each request to do so.
			url: `${baseURL}${path}`,
			qs: query,
			arrayFormat: 'repeat',
			...(text === undefined
				? {}
				: { body: text, headers: { 'content-type': 'application/json' } }),
			// Asks for an answer in JSON; n8n leaves a body of text as it is.
			json: true,
			...(streams ? { encoding: 'stream' } : {}),
			timeout: method === 'GET' ? READ_TIMEOUT_MS : TIMEOUT_MS,
			returnFullResponse: true,
			// Answers of every status come back as they are: n8n would hide ElevenLabs' words behind
			// its own, and would send a request that was answered with 401 a second time.
			ignoreHttpStatusErrors: true,
			// A redirect would carry the key, and the order to dial, to another host.
			disableFollowRedirect: true,
		};
		const response = (await context.helpers.httpRequestWithAuthentication.call(
			caller,
			CREDENTIAL,
			options,
			{ credentialsDecrypted },
		)) as { statusCode: number; body: unknown; headers?: Record<string, unknown> };
		const header = (name: string) => {
			const value = response.headers?.[name];
			return typeof value === 'string' ? value : undefined;
		};
		const requestId = header('x-request-id');
		const retryAfter = header('retry-after');
		const serverTime = Date.parse(header('date') ?? '');
		return {
			answered: true,
			status: response.statusCode,
			body:
				streams && !isSuccessStatus(response.statusCode)
					? await refusalIn(response.body as ByteStream)
					: response.body,
			...(requestId === undefined ? {} : { requestId }),
			...(retryAfter === undefined ? {} : { retryAfter }),
			...(Number.isNaN(serverTime) ? {} : { serverTime }),
		};
	} catch (error) {
		const code = networkCode(error);
		if (code === undefined) throw unchanged(error);
		return { answered: false, code };
	}
}

/** Reads a streamed refusal, usually JSON; an incomplete one counts as empty. */
async function refusalIn(stream: ByteStream): Promise<unknown> {
	const text = await useStream(stream, wholeText, () => false).catch(() => '');
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

async function wholeText(stream: AsyncIterable<unknown>): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString();
}

/** The same context without the cancellation signal with which n8n's helper would abort a request. */
function uncancellable(context: ElevenLabsContext): ElevenLabsContext {
	return new Proxy(context, {
		has: (target, name) => name !== 'getExecutionCancelSignal' && name in target,
	});
}

/** A refusal may repeat the API key, which must not appear in an error. */
function concealed(exchange: Exchange, apiKey: string): Exchange {
	if (!exchange.answered || isSuccessStatus(exchange.status)) return exchange;
	const text = JSON.stringify(exchange.body) ?? '';
	if (!/^[\w-]{6,}$/.test(apiKey) || !text.includes(apiKey)) return exchange;
	return { ...exchange, body: JSON.parse(text.replaceAll(apiKey, '…')) as unknown };
}
