import { startSimulator } from '../../simulator/simulator';
import { ask, startedSimulator, told } from './startedSimulator';

const simulator = startedSimulator();

interface AgentsPage {
	agents: Array<{ agent_id: string; name: string }>;
	next_cursor: string | null;
	has_more: boolean;
}

const agentsPage = async (query: string) =>
	(await told(ask(simulator(), `/v1/convai/agents?${query}`))).body as AgentsPage;

it('ends a list of agents with null and no more', async () => {
	const { agents, ...rest } = await agentsPage('page_size=100');

	expect(agents).toHaveLength(simulator().agents.size);
	expect(rest).toEqual({ next_cursor: null, has_more: false });
});

it('does not promise a page that would be empty', async () => {
	const { agents, ...rest } = await agentsPage(`page_size=${simulator().agents.size}`);

	expect(agents).toHaveLength(simulator().agents.size);
	expect(rest).toEqual({ next_cursor: null, has_more: false });
});

it('searches agents by name, without regard to case, and pages through what it found', async () => {
	const first = await agentsPage('search=SURVEY&page_size=20');
	const second = await agentsPage(`search=SURVEY&page_size=20&cursor=${first.next_cursor}`);
	const names = [...first.agents, ...second.agents].map(({ name }) => name);

	expect(names).toHaveLength(30);
	expect(names[20]).toBe('Survey 21');
	expect(second.has_more).toBe(false);
});

it('finds an umlaut', async () => {
	const { agents } = await agentsPage(`search=${encodeURIComponent('MÜLLER')}`);

	expect(agents.map(({ agent_id }) => agent_id)).toEqual(['agent_simpartial']);
});

it.each([
	['tags=production&tags=other', ['agent_simappointments']],
	['tags=other', []],
	['archived=true', ['agent_simbare']],
	['archived=false&search=locked', ['agent_simlocked']],
	['archived=false&search=bare', []],
	['show_only_owned_agents=true&search=bare', []],
	['created_by_user_id=@me&search=bare', []],
	['created_by_user_id=@me&search=locked', ['agent_simlocked']],
	['created_by_user_id=somebody', []],
	[
		'sort_by=name&sort_direction=asc&page_size=3',
		['agent_simappointments', 'agent_simbare', 'agent_simpartial'],
	],
	['sort_by=created_at&page_size=2', ['agent_simsurvey30', 'agent_simsurvey29']],
	['sort_direction=desc&page_size=1', ['agent_simsurvey30']],
	['sort_by=call_count_7d&page_size=2', ['agent_simlocked', 'agent_simsurvey05']],
])('narrows agents down and sorts them by %s', async (query, ids) => {
	const bare = simulator().agents.get('agent_simbare');
	if (!bare) throw new Error('no such seed');
	bare.platform_settings = { archived: true };
	for (const agentId of ['agent_simsurvey05', 'agent_simlocked', 'agent_simlocked']) {
		simulator().placeForeignCall({
			agentId,
			phoneNumberId: 'phnum_simtwilio',
			number: '+12025550101',
		});
	}
	const { agents } = await agentsPage(query);

	expect(agents.map(({ agent_id: id }) => id)).toEqual(ids);
});

it('goes page by page through agents in the order asked for', async () => {
	const names: string[] = [];
	let cursor = '';
	do {
		const page = await agentsPage(`sort_by=name&sort_direction=asc&page_size=10&cursor=${cursor}`);
		names.push(...page.agents.map(({ name }) => name));
		cursor = page.next_cursor ?? '';
	} while (cursor);

	expect(names).toHaveLength(simulator().agents.size);
	expect(names).toEqual([...names].sort((one, other) => one.localeCompare(other)));
});

it('says when an agent last made a call', async () => {
	simulator().placeForeignCall({
		agentId: 'agent_simlocked',
		phoneNumberId: 'phnum_simtwilio',
		number: '+12025550101',
	});
	const { agents } = await agentsPage('search=locked');
	const [conversation] = simulator().conversations();
	expect(agents).toMatchObject([
		{ last_call_time_unix_secs: conversation?.metadata.start_time_unix_secs },
	]);
});

it('shows an agent that a test has added, and keeps it to that simulator', async () => {
	const locked = simulator().agents.get('agent_simlocked');
	if (!locked) throw new Error('no such seed');
	simulator().agents.set('agent_new', { ...locked, agent_id: 'agent_new', name: 'New here' });

	expect((await agentsPage('search=new here')).agents).toHaveLength(1);
	const other = await startSimulator();
	try {
		expect(other.agents.has('agent_new')).toBe(false);
		expect((await ask(other, '/v1/convai/agents/agent_new')).status).toBe(404);
	} finally {
		await other.close();
	}
});

const invalid: Array<[query: string, type: string, msg: string]> = [
	['page_size=0', 'greater_than_equal', 'Input should be greater than or equal to 1'],
	['page_size=101', 'less_than_equal', 'Input should be less than or equal to 100'],
	[
		'page_size=many',
		'int_parsing',
		'Input should be a valid integer, unable to parse string as an integer',
	],
];

it('lets a test change an agent in depth, for that simulator alone', async () => {
	const changed = simulator().agents.get('agent_simlocked');
	if (!changed?.conversation_config.agent) throw new Error('no such seed');
	changed.conversation_config.agent.first_message = 'Hello {{new}}';

	const { body } = await told(ask(simulator(), '/v1/convai/agents/agent_simlocked'));
	expect(body).toMatchObject({
		conversation_config: { agent: { first_message: 'Hello {{new}}' } },
	});
	const other = await startSimulator();
	try {
		const untouched = other.agents.get('agent_simlocked')?.conversation_config.agent;
		expect(untouched?.first_message).toBe('Hello, this is an automated call.');
	} finally {
		await other.close();
	}
});

it.each(
	[
		'/v1/convai/agents',
		'/v1/convai/v2/phone-numbers',
		'/v2/voices',
		'/v1/convai/conversations',
	].flatMap((path) => invalid.map((row) => [path, ...row] as const)),
)('refuses %s?%s', async (path, query, type, msg) => {
	expect(await told(ask(simulator(), `${path}?${query}`))).toEqual({
		status: 422,
		body: { detail: [{ loc: ['query', 'page_size'], msg, type }] },
	});
});

it.each([
	['/v1/convai/agents', 'cursor'],
	['/v1/convai/v2/phone-numbers', 'cursor'],
	['/v2/voices', 'next_page_token'],
	['/v1/convai/conversations', 'cursor'],
])('refuses at %s a %s that it did not give', async (path, name) => {
	const { status, body } = await told(ask(simulator(), `${path}?${name}=bm9ib2R5`));

	expect(status).toBe(422);
	expect(body).toMatchObject({ detail: [{ loc: ['query', name] }] });
});

interface NumbersPage {
	phone_numbers: Array<{ phone_number_id: string }>;
}

it.each([
	['search=phnum_simexotel', ['phnum_simexotel']],
	['search=phnum_simexo', []],
	['search=pbx', ['phnum_simsiptrunk', 'phnum_simsipinbound']],
	['search=5550194', ['phnum_simtwilioinbound']],
	['provider=exotel', ['phnum_simexotel']],
	['supports_outbound=false', ['phnum_simtwilioinbound']],
	['provider=twilio&supports_outbound=true', ['phnum_simtwilio', 'phnum_simunlabelled']],
	['label=BERLIN', ['phnum_simsiptrunk', 'phnum_simsipinbound']],
	['phone_number=%2B912261930193', ['phnum_simexotel']],
	['phone_number=%2B91226193019', []],
	['agent_id=agent_simappointments', ['phnum_simtwilio']],
	['agent_id=agent_simappointments&branch_id=agtbrch_other', []],
	[
		'provider=twilio&sort_by=label',
		['phnum_simunlabelled', 'phnum_simtwilio', 'phnum_simtwilioinbound'],
	],
	[
		'provider=twilio&sort_by=phone_number&sort_direction=desc',
		['phnum_simunlabelled', 'phnum_simtwilioinbound', 'phnum_simtwilio'],
	],
])('narrows phone numbers down by %s', async (query, ids) => {
	const { body } = await told(ask(simulator(), `/v1/convai/v2/phone-numbers?${query}`));

	expect((body as NumbersPage).phone_numbers.map((number) => number.phone_number_id)).toEqual(ids);
});

it('narrows the bare list down by the agent that answers', async () => {
	const { body } = await told(
		ask(simulator(), '/v1/convai/phone-numbers?agent_id=agent_simlocked'),
	);
	expect(body).toEqual([]);
	const found = await told(
		ask(simulator(), '/v1/convai/phone-numbers?agent_id=agent_simappointments'),
	);
	expect(found.body).toMatchObject([{ phone_number_id: 'phnum_simtwilio' }]);
});

it('narrows the bare list down by provider', async () => {
	const { body } = await told(ask(simulator(), '/v1/convai/phone-numbers?provider=sip_trunk'));

	expect(body).toEqual(
		[...simulator().phoneNumbers.values()].filter(({ provider }) => provider === 'sip_trunk'),
	);
	expect(body).toHaveLength(2);
});

it.each([
	['provider=vonage', 'enum', "Input should be 'twilio', 'sip_trunk' or 'exotel'"],
	[
		'supports_outbound=maybe',
		'bool_parsing',
		'Input should be a valid boolean, unable to interpret input',
	],
])('refuses phone numbers by %s', async (query, type, msg) => {
	expect(await told(ask(simulator(), `/v1/convai/v2/phone-numbers?${query}`))).toEqual({
		status: 422,
		body: { detail: [{ loc: ['query', query.split('=')[0]], msg, type }] },
	});
});

it('can be a host that lacks the newer list of phone numbers', async () => {
	const older = await startSimulator({ phoneNumbersV2: false });
	try {
		expect(await told(ask(older, '/v1/convai/v2/phone-numbers'))).toEqual({
			status: 404,
			body: { detail: 'Not Found' },
		});
		expect((await ask(older, '/v1/convai/phone-numbers')).status).toBe(200);
	} finally {
		await older.close();
	}
});

it.each(['/', '/v1/user', '/v1/convai/agents/', '/v1/convai/agents/a/b', '/__simulator/state'])(
	'knows no %s',
	async (path) => {
		expect(await told(ask(simulator(), path))).toEqual({
			status: 404,
			body: { detail: 'Not Found' },
		});
	},
);

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

it.each([
	['/v1/convai/agents', ['GET']],
	['/v1/convai/agents/agent_simlocked', ['GET', 'PATCH', 'DELETE']],
	['/v1/convai/phone-numbers', ['GET', 'POST']],
	['/v1/convai/phone-numbers/phnum_simtwilio', ['GET', 'PATCH', 'DELETE']],
	['/v1/convai/v2/phone-numbers', ['GET']],
	['/v2/voices', ['GET']],
	['/v1/convai/llm/list', ['GET']],
	['/v1/convai/twilio/outbound-call', ['POST']],
	['/v1/convai/sip-trunk/outbound-call', ['POST']],
	['/v1/convai/exotel/outbound-call', ['POST']],
	['/v1/convai/conversations', ['GET']],
	['/v1/convai/conversations/conv_x', ['GET', 'DELETE']],
	['/v1/convai/conversations/conv_x/audio', ['GET']],
	['/v1/convai/analytics/live-count', ['GET']],
	['/v1/workspace/webhooks', ['GET', 'POST']],
	['/v1/workspace/webhooks/wh_x', ['PATCH', 'DELETE']],
	['/v1/convai/settings', ['GET', 'PATCH']],
])('%s takes %j and answers 405 to the rest, even without a key', async (path, allowed) => {
	for (const method of METHODS.filter((other) => !allowed.includes(other))) {
		const response = await ask(simulator(), path, { method, key: '' });
		expect(response.status).toBe(405);
		expect(response.headers.get('allow')?.split(', ').sort()).toEqual([...allowed].sort());
		expect(await response.json()).toEqual({ detail: 'Method Not Allowed' });
	}
});

it.each([
	['DELETE', '/v1/convai/agents/agent_simlocked'],
	['POST', '/v1/convai/phone-numbers'],
	['PATCH', '/v1/convai/phone-numbers/phnum_simtwilio'],
])('does not pass for the API at %s %s, which only the API has', async (method, path) => {
	expect((await ask(simulator(), path, { method })).status).toBe(501);
});

it.each([
	[
		'of an agent that it does not have',
		'/v1/convai/agents/agent_simlocked?branch_id=agtbrch_x',
		404,
	],
	['of an agent', '/v1/convai/agents/agent_simlocked?branch_id=agtbrch_simlocked', 200],
])('looks at the branch %s', async (_what, path, status) => {
	expect((await ask(simulator(), path)).status).toBe(status);
});

it('counts the live calls of 25 agents at most', async () => {
	const path = (count: number) =>
		`/v1/convai/analytics/live-count?${Array.from({ length: count }, (_, index) => `agent_ids=a${index}`).join('&')}`;
	expect((await ask(simulator(), path(25))).status).toBe(200);
	expect((await ask(simulator(), path(26))).status).toBe(422);
});

it('reads an encoded id', async () => {
	const { body } = await told(ask(simulator(), '/v1/convai/agents/agent%20%C3%BC%2F1'));

	expect(body).toMatchObject({ detail: { message: 'Document with id agent ü/1 not found.' } });
});

it('does not break over an id that is not well encoded', async () => {
	expect((await ask(simulator(), '/v1/convai/agents/%E0%A4%A')).status).toBe(404);
});
