import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { keyIn } from './apiKey';
import type { KeyAnswer, KeyRequest } from './keyVerdict';
import { judgeKey } from './keyVerdict';

/** A person is waiting for the result. */
const TIMEOUT_MS = 20_000;

/** Tests the credential with the node's own minimum, so a key with access to agents passes. */
export async function elevenLabsCallsApiTest(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const verdict = await judgeKey(
		data,
		async (baseUrl, request) => await answerTo(this, baseUrl, request, keyIn(data.apiKey) ?? ''),
	);
	return verdict.usable
		? { status: 'OK', message: 'Connection successful!' }
		: { status: 'Error', message: verdict.message };
}

async function answerTo(
	{ helpers }: ICredentialTestFunctions,
	baseUrl: string,
	request: KeyRequest,
	apiKey: string,
): Promise<KeyAnswer> {
	try {
		// The one HTTP helper that n8n has for credential tests.
		const { statusCode, body } = (await helpers.request({
			method: request.method,
			uri: `${baseUrl}${request.path}`,
			qs: request.query,
			headers: { 'xi-api-key': apiKey },
			body: request.body,
			json: true,
			timeout: TIMEOUT_MS,
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
		})) as { statusCode: number; body: unknown };
		return { status: statusCode, body };
	} catch (error) {
		const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
		return { code: String(code ?? cause?.code ?? 'no answer') };
	}
}
