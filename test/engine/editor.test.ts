import type { INodeListSearchResult } from 'n8n-workflow';
import { startSimulator } from '../simulator/simulator';
import {
	credentialTestContext,
	editorContext,
	locator,
	nodeUnderTest,
	type CredentialData,
} from './workflowRun';
import { ANSWERED, placeCalls } from './operations';
import { simulator } from './quickSimulator';
import { submittedBatch } from './submittedBatch';

// What the editor asks the node for while a person fills in its parameters.

const { listSearch, resourceMapping, credentialTest } = nodeUnderTest.methods;

const credential = (apiKey = 'sim-full'): CredentialData => ({
	apiKey,
	region: 'custom',
	baseUrl: simulator.url,
});

type Search = keyof typeof listSearch;

const search = async (name: Search, filter?: string, token?: string, apiKey?: string) =>
	await listSearch[name].call(editorContext({}, credential(apiKey)), filter, token);

async function allPages(name: Search): Promise<INodeListSearchResult['results']> {
	const first = await search(name);
	const results = [...first.results];
	for (let token = first.paginationToken; token !== undefined;) {
		const page = await search(name, undefined, token as string);
		results.push(...page.results);
		token = page.paginationToken;
	}
	return results;
}

describe('the lists', () => {
	it('page through all agents', async () => {
		const [template] = simulator.agents.values();
		const extra = Array.from({ length: 130 }, (_, index) => `agent_extra${index}`);
		for (const id of extra) simulator.agents.set(id, { ...template!, agent_id: id, name: id });
		try {
			const agents = await allPages('searchAgents');
			expect(new Set(agents.map(({ value }) => value))).toEqual(new Set(simulator.agents.keys()));
			expect(agents).toHaveLength(simulator.agents.size);
		} finally {
			for (const id of extra) simulator.agents.delete(id);
		}
	});

	it('search agents on the server and link to their pages', async () => {
		const { results } = await search('searchAgents', 'müller');
		expect(results).toEqual([
			{
				name: 'Kundenservice Müller',
				value: 'agent_simpartial',
				url: 'https://elevenlabs.io/app/agents/agents/agent_simpartial',
			},
		]);
		expect(simulator.requests[0]?.query).toMatchObject({ search: 'müller' });
	});

	it('offer only the numbers that can dial, with label, number and provider', async () => {
		const { results } = await search('searchPhoneNumbers');
		expect(results.map(({ value }) => value).sort()).toEqual([
			'phnum_simexotel',
			'phnum_simsiptrunk',
			'phnum_simtwilio',
			'phnum_simunlabelled',
		]);
		expect(results.find(({ value }) => value === 'phnum_simtwilio')?.name).toBe(
			'Front desk (+12025550190, Twilio)',
		);
		expect(results.find(({ value }) => value === 'phnum_simunlabelled')?.name).toMatch(
			/^\+\d+ \(Twilio\)$/,
		);
	});

	it('include the numbers that cannot dial, except for Outbound Call', async () => {
		const { results } = await search('searchAllPhoneNumbers');
		expect(new Set(results.map(({ value }) => value))).toEqual(
			new Set(simulator.phoneNumbers.keys()),
		);
		const found = await search('searchAllPhoneNumbers', '0194');
		expect(found.results.map(({ value }) => value)).toEqual(['phnum_simtwilioinbound']);
	});

	it('search numbers, also on a host that has only the older list', async () => {
		const expected = [expect.objectContaining({ value: 'phnum_simsiptrunk' })];
		expect((await search('searchPhoneNumbers', 'pbx')).results).toEqual(expected);
		const older = await startSimulator({ phoneNumbersV2: false });
		try {
			const context = editorContext({}, { ...credential(), baseUrl: older.url });
			const { results } = await listSearch.searchPhoneNumbers.call(context, 'pbx');
			expect(results).toEqual(expected);
		} finally {
			await older.close();
		}
	});

	it('offer batches with what tells them apart, newest first, and search their names', async () => {
		const [older, newer] = [
			await submittedBatch(simulator, ['+12025550107'], { call_name: 'Renewals, May' }),
			await submittedBatch(simulator, ['+12025550101', '+12025550102'], {
				call_name: 'Renewals, June',
				scheduled_time_unix: 1_900_000_000,
			}),
		];
		const may = {
			name: expect.stringMatching(
				/^Renewals, May \(\d{4}-\d\d-\d\d \d\d:\d\d, 1 recipient, completed\)$/,
			),
			value: older,
		};
		expect((await search('searchBatchCalls')).results).toEqual([
			{ name: 'Renewals, June (2030-03-17 13:46, 2 recipients, pending)', value: newer },
			may,
		]);
		expect((await search('searchBatchCalls', 'may')).results).toEqual([may]);
		expect((await search('searchBatchCalls', older)).results).toEqual([may]);
	});

	it('page through conversations, newest first, and search the words said in them', async () => {
		const ids = placeCalls(
			simulator,
			Array.from({ length: 40 }, () => ANSWERED),
		);
		const first = await search('searchConversations');
		expect(first.results).toHaveLength(30);
		expect(first.results[0]).toEqual({
			name: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d, .+ \(.+\)$/),
			value: ids.at(-1),
		});
		const all = await allPages('searchConversations');
		expect(new Set(all.map(({ value }) => value))).toEqual(new Set(ids));
		await search('searchConversations', 'refund');
		expect(simulator.requests.at(-1)?.query).toMatchObject({ search: 'refund' });
	});

	it('offer all WhatsApp accounts, say which token has expired, and search them', async () => {
		const good = { name: 'Front desk (+12025550196)', value: '106540352242922' };
		const expired = {
			name: 'Old desk (+12025550197) has an expired token',
			value: '106540352242933',
		};
		expect((await search('searchWhatsAppAccounts')).results).toEqual([good, expired]);
		expect((await search('searchWhatsAppAccounts', 'FRONT')).results).toEqual([good]);
		expect((await search('searchWhatsAppAccounts', '0197')).results).toEqual([expired]);
	});

	it('page through all voices, and search them', async () => {
		const voices = await allPages('searchVoices');
		expect(voices.map(({ value }) => value).sort()).toEqual(
			simulator.voices.map(({ voice_id }) => voice_id).sort(),
		);
		const [first] = simulator.voices;
		const { results } = await search('searchVoices', first?.name ?? '');
		expect(results[0]?.value).toBe(first?.voice_id);
	});

	it('offer the language models and filter them', async () => {
		const everything = await search('searchLlms');
		expect(everything.results.length).toBeGreaterThan(1);
		const { results } = await search('searchLlms', 'GEMINI');
		expect(results.length).toBeGreaterThan(0);
		expect(results.every(({ name }) => name.includes('gemini'))).toBe(true);
	});

	it.each<[Search, string, string]>([
		['searchVoices', 'sim-agents-only', 'voices_read'],
		['searchAgents', 'sim-no-convai', 'convai_read'],
	])('%s says which permission a key lacks', async (name, key, permission) => {
		await expect(search(name, undefined, undefined, key)).rejects.toMatchObject({
			message: expect.stringContaining(permission),
			description: expect.stringContaining('Give the API key this permission'),
		});
	});
});

describe('the fields of an agent', () => {
	const fieldsOf = async (agentId: unknown, options = {}) =>
		await resourceMapping.getDynamicVariables.call(
			editorContext({ agentId, options } as never, credential()),
		);

	it('are its variables, typed, with the required ones marked', async () => {
		const { fields } = await fieldsOf(locator('agent_simappointments', 'list'));
		expect(fields.map(({ id, type, required }) => [id, type, required])).toEqual([
			['customer_name', 'string', true],
			['appointment_time', 'string', true],
			['company', 'string', true],
			['fee', 'number', true],
			['notes', 'string', false],
		]);
	});

	it("have the agent's own variable names, for a model that fills them in", async () => {
		const { fields } = await fieldsOf(locator('agent_simappointments', 'list'));
		expect(fields.map(({ displayName }) => displayName)).toEqual(fields.map(({ id }) => id));
	});

	it('are found by the URL of its page, and on the chosen branch', async () => {
		await fieldsOf(
			locator('https://elevenlabs.io/app/agents/agents/agent_simappointments', 'url'),
			{
				branchId: 'agtbrch_simappointments',
			},
		);
		expect(simulator.requests.map(({ path, query }) => [path, query])).toEqual([
			['/v1/convai/agents/agent_simappointments', { branch_id: 'agtbrch_simappointments' }],
		]);
	});

	it('are empty, with the reason, before an agent is chosen', async () => {
		expect(await fieldsOf(locator('', 'list'))).toEqual({
			fields: [],
			emptyFieldsNotice: 'Choose an agent to see its variables.',
		});
	});

	it.each([
		['agent_simappointments', 'agent_simappointments', 'list', true],
		['https://elevenlabs.io/app/agents/agents/agent_simpartial', 'agent_simpartial', 'url', true],
		['agent_simlocked', 'agent_simlocked', 'id', false],
		['agent_nobody', 'agent_nobody', 'id', false],
	] as const)(
		'say whose they are, even if there are none: %s',
		async (value, agent, mode, display) => {
			const { fields } = await fieldsOf(locator(value, mode));
			expect(fields[0]).toMatchObject({ agent, display });
		},
	);

	it.each([
		['agent_a', 'agent_a', true],
		['agent_ab', 'agent_a', false],
		['https://elevenlabs.io/app/agents/agents/agent_a?branchId=x', 'agent_a', true],
		['https://elevenlabs.io/app/agents/agents/agent_ab', 'agent_a', false],
		[' agent_a ', 'agent_a', true],
		['={{ $json.agent }}', 'agent_a', true],
		['agent_a', undefined, true],
	])('of %j are hidden until n8n reads them again if they are of %j', (value, agent, isShown) => {
		const context = editorContext(
			{ agentId: locator(value), dynamicVariables: { schema: agent ? [{ agent }] : [] } } as never,
			credential(),
		);
		expect(context.getNodeParameter('variablesFitAgent')).toBe(isShown);
	});

	it('stay as they are if the agent cannot be read', async () => {
		const known = (await fieldsOf(locator('agent_simappointments'))).fields;
		const read = await resourceMapping.getDynamicVariables.call(
			editorContext(
				{ agentId: locator('agent_nobody'), dynamicVariables: { schema: known } } as never,
				credential(),
			),
		);
		expect(read.fields).toEqual(known);
	});
});

describe('the credential test', () => {
	const test = async (data: CredentialData) =>
		await credentialTest.elevenLabsCallsApiTest.call(credentialTestContext(data), {
			id: '1',
			name: 'ElevenLabs',
			type: 'elevenLabsCallsApi',
			data,
		});

	it.each(['sim-full', 'sim-agents-only', ' sim-full\n'])(
		'passes with the key %j, and changes nothing',
		async (key) => {
			const before = structuredClone([...simulator.agents]);
			expect(await test(credential(key))).toEqual({
				status: 'OK',
				message: 'Connection successful!',
			});
			expect(simulator.requests.map(({ method, status }) => [method, status])).toEqual([
				['GET', 200],
				['PATCH', 404],
			]);
			expect([...simulator.agents]).toEqual(before);
			expect(simulator.calls).toEqual([]);
		},
	);

	it('says that a key can read, but not call', async () => {
		expect(await test(credential('sim-no-write'))).toEqual({
			status: 'Error',
			message: expect.stringContaining('can read, but not call'),
		});
	});

	it('names the permission that a key lacks', async () => {
		expect(await test(credential('sim-no-convai'))).toEqual({
			status: 'Error',
			message: expect.stringContaining("lacks a permission: 'convai_read'"),
		});
	});

	it('recognizes a wrong key, and a key that its host answers with 400', async () => {
		const wrong = {
			status: 'Error',
			message: "ElevenLabs does not recognize this API key at this 'Base URL'. Copy the key again.",
		};
		expect(await test(credential('wrong'))).toEqual(wrong);
		const other = await startSimulator({ invalidKeyStatus: 400 });
		try {
			expect(await test({ ...credential('wrong'), baseUrl: other.url })).toEqual(wrong);
		} finally {
			await other.close();
		}
	});

	it('recognizes a host that does not exist, and one that is not ElevenLabs', async () => {
		const gone = await startSimulator();
		await gone.close();
		expect((await test({ ...credential(), baseUrl: gone.url })).message).toContain(
			'ElevenLabs could not be reached (ECONNREFUSED)',
		);
		simulator.addFault({ match: {}, action: { status: 200, body: '<html>Hello</html>' } });
		expect((await test(credential())).status).toBe('Error');
	});
});
