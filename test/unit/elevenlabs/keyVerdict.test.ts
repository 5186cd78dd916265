import type { KeyAnswer } from '../../../nodes/shared/elevenlabs/keyVerdict';
import { judgeKey } from '../../../nodes/shared/elevenlabs/keyVerdict';

const GLOBAL = 'https://api.elevenlabs.io';
const US = 'https://api.us.elevenlabs.io';
const EU = 'https://api.eu.residency.elevenlabs.io';
const IN = 'https://api.in.residency.elevenlabs.io';
const SG = 'https://api.sg.residency.elevenlabs.io';

const agents: KeyAnswer = { status: 200, body: { agents: [], has_more: false, next_cursor: null } };
const unknownKey = (status = 401): KeyAnswer => ({
	status,
	body: { detail: { status: 'invalid_api_key', message: 'Invalid API key' } },
});
const lacking = (scope: string): KeyAnswer => ({
	status: 401,
	body: {
		detail: {
			status: 'missing_permissions',
			message: `The API key you used is missing the permission ${scope} to execute this.`,
		},
	},
});
const noPermission = lacking('convai_read');
const notFound: KeyAnswer = {
	status: 404,
	body: { detail: { status: 'document_not_found', message: 'Document not found.' } },
};

/** Answers by host; every other host does not know the key. @param change the answer to a change of nothing */
const judge = async (
	credential: { apiKey?: unknown; region?: unknown; baseUrl?: unknown },
	hosts: Record<string, KeyAnswer> = {},
	change: KeyAnswer = notFound,
) => {
	const asked: string[] = [];
	const changes: string[] = [];
	const verdict = await judgeKey(
		{ apiKey: 'sk_secret', ...credential },
		async (baseUrl, request) => {
			if (request.method === 'PATCH') changes.push(`${baseUrl}${request.path}`);
			else asked.push(baseUrl);
			return await Promise.resolve(
				request.method === 'PATCH' ? change : (hosts[baseUrl] ?? unknownKey()),
			);
		},
	);
	// Nothing is even tried to be changed with a key that can't read.
	const reads = asked.some((host) => hosts[host] === agents && host === asked[0]);
	expect(changes).toEqual(reads ? [`${asked[0]}/v1/convai/agents/agent_permission_check`] : []);
	return { verdict, asked };
};
const unusable = (fact: string) => ({
	usable: false,
	message: expect.stringContaining(fact) as unknown,
});

describe('a key', () => {
	it.each([
		['global', GLOBAL],
		['us', US],
		['eu', EU],
		['in', IN],
		['sg', SG],
		[undefined, GLOBAL],
	])('is usable if it may list agents in its region: %p', async (region, host) => {
		expect(await judge({ region }, { [host]: agents })).toEqual({
			verdict: { usable: true },
			asked: [host],
		});
	});

	it('is usable at a custom base URL', async () => {
		expect(
			await judge(
				{ region: 'custom', baseUrl: 'http://localhost:4000/' },
				{ 'http://localhost:4000': agents },
			),
		).toEqual({ verdict: { usable: true }, asked: ['http://localhost:4000'] });
	});

	it.each([[''], ['  '], ['\u200b'], [undefined], [null], [5]])(
		'is asked for before anyone is asked about it: %p',
		async (apiKey) => {
			expect(await judge({ apiKey }, { [GLOBAL]: agents })).toEqual({
				verdict: unusable(
					'Enter an API key. Create one in ElevenLabs under Developers → API Keys.',
				),
				asked: [],
			});
		},
	);

	it('is not tried at an invalid base URL', async () => {
		expect(await judge({ region: 'custom', baseUrl: 'localhost' })).toEqual({
			verdict: unusable(
				"The credential's 'Base URL' is 'localhost', which is not a valid URL. Enter one such as https://api.elevenlabs.io, or choose a region.",
			),
			asked: [],
		});
	});

	it('is not tried in an unknown region', async () => {
		expect(await judge({ region: 'mars' })).toEqual({
			verdict: unusable(
				"The credential's 'Region' must be one of: global, us, eu, in, sg, custom. Choose it from the list.",
			),
			asked: [],
		});
	});

	it('shows which permission it lacks', async () => {
		expect(await judge({ region: 'eu' }, { [EU]: noPermission })).toEqual({
			verdict: unusable("lacks a permission: 'convai_read'"),
			asked: [EU],
		});
	});

	it('that can only read is said to be unable to call', async () => {
		const { verdict } = await judge({}, { [GLOBAL]: agents }, lacking('convai_write'));
		expect(verdict).toEqual(
			unusable("can read, but not call: it lacks the permission 'convai_write'"),
		);
	});

	it.each<[string, KeyAnswer]>([
		['no answer', { code: 'ECONNRESET' }],
		['an outage', { status: 503, body: '' }],
		['the rejection of an empty change', { status: 422, body: { detail: [] } }],
		['no objection', { status: 200, body: {} }],
	])('that reads is not judged by %s to the change of nothing', async (_, change) => {
		expect((await judge({}, { [GLOBAL]: agents }, change)).verdict).toEqual({ usable: true });
	});

	it.each([400, 401])('is wrong if no region knows it, by HTTP %p', async (status) => {
		const hosts = Object.fromEntries(
			[GLOBAL, US, EU, IN, SG].map((host) => [host, unknownKey(status)]),
		);
		expect(await judge({ region: 'global' }, hosts)).toEqual({
			verdict: unusable('in any region. Copy the key again'),
			asked: [GLOBAL, US, EU, IN, SG],
		});
	});

	it.each([
		['global', EU, 'European Union'],
		['global', US, 'United States'],
		['eu', GLOBAL, 'Global'],
		['eu', IN, 'India'],
		['in', SG, 'Singapore'],
	])('of another region than %s is sent to it: %s', async (region, home, name) => {
		const message = `This API key belongs to another region. Set 'Region' to '${name}'.`;
		expect((await judge({ region }, { [home]: agents })).verdict).toEqual(unusable(message));
		expect((await judge({ region }, { [home]: noPermission })).verdict).toEqual(unusable(message));
	});

	it.each<[string, KeyAnswer]>([
		['is not reached', { code: 'ENOTFOUND' }],
		['is not well', { status: 503, body: '' }],
		['answers with something else', { status: 200, body: '<html>' }],
	])('has no home in a region that %s', async (_, answer) => {
		const hosts = { [US]: answer, [EU]: answer, [IN]: answer, [SG]: answer };
		expect((await judge({ region: 'global' }, hosts)).verdict).toEqual(
			unusable('in any region. Copy the key again'),
		);
		expect((await judge({ region: 'global' }, { ...hosts, [SG]: agents })).verdict).toEqual(
			unusable("This API key belongs to another region. Set 'Region' to 'Singapore'."),
		);
	});

	it('is shown only to a custom base URL', async () => {
		expect(
			await judge({ region: 'custom', baseUrl: 'https://proxy.example' }, { [EU]: agents }),
		).toEqual({
			verdict: unusable("at this 'Base URL'. Copy the key again"),
			asked: ['https://proxy.example'],
		});
	});

	it.each<[string, KeyAnswer, string]>([
		[
			'no connection',
			{ code: 'ECONNREFUSED' },
			'could not be reached (ECONNREFUSED). Check the network',
		],
		[
			'another host',
			{ status: 200, body: { hello: 'world' } },
			"doesn't look like ElevenLabs. Check 'Region' and 'Base URL'",
		],
		[
			'an empty plan',
			{ status: 401, body: { detail: { status: 'quota_exceeded', message: 'No credits.' } } },
			'ElevenLabs responded: No credits. Add credits',
		],
		['an outage', { status: 503, body: '' }, 'server error (HTTP 503). Try again later'],
		['a proxy', { status: 407, body: '<html>' }, 'HTTPS_PROXY=http://user:password@host:port'],
	])('is not blamed for %s', async (_, answer, message) => {
		expect(await judge({ region: 'global' }, { [GLOBAL]: answer })).toEqual({
			verdict: unusable(message),
			asked: [GLOBAL],
		});
	});

	it('is never shown', async () => {
		const answers: KeyAnswer[] = [
			unknownKey(),
			noPermission,
			{ code: 'X' },
			{ status: 500, body: '' },
		];
		for (const answer of answers) {
			const { verdict } = await judge({ region: 'global' }, { [GLOBAL]: answer });
			expect(verdict.usable ? '' : verdict.message).not.toContain('sk_secret');
			expect(verdict.usable).toBe(false);
		}
	});
});
