import type { IDataObject } from 'n8n-workflow';
import { requestsOf, runOperation } from './operations';
import type { RunOptions } from './workflowRun';
import { locator } from './workflowRun';
import { simulator } from './quickSimulator';

const run = async (
	operation: string,
	parameters: IDataObject,
	rows?: IDataObject[],
	more?: Partial<RunOptions>,
) => await runOperation(simulator, `agent.${operation}`, parameters, rows, more);

describe('Get', () => {
	it('returns what a call with the agent needs and may change', async () => {
		const { items } = await run('get', { agentId: locator('agent_simappointments', 'list') });
		expect(items).toEqual([
			{
				json: {
					agent_id: 'agent_simappointments',
					name: 'Appointment reminders',
					language: 'en',
					languages: expect.arrayContaining(['en', 'de']),
					variables: expect.arrayContaining([
						{ name: 'customer_name', required: true, type: 'string' },
						{ name: 'company', required: true, type: 'string' },
						{ name: 'notes', required: false, type: 'string' },
					]),
					allowed_overrides: expect.arrayContaining([
						'agent.first_message',
						'agent.prompt.prompt',
						'tts.voice_id',
						'custom_llm_extra_body',
					]),
					voicemail_detection: true,
					max_duration_secs: 600,
					concurrent_calls_limit: null,
					daily_calls_limit: 100000,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('has the same fields for an agent of which hardly anything is said', async () => {
		const { items } = await run('get', { agentId: locator('={{ $json.agent }}') }, [
			{ agent: 'agent_simbare' },
			{ agent: 'agent_simpartial' },
		]);
		const [bare, partial] = items.map(({ json }) => json);
		expect(Object.keys(bare ?? {})).toEqual(Object.keys(partial ?? {}));
		expect(bare).toMatchObject({ allowed_overrides: [], daily_calls_limit: null });
		expect(partial?.allowed_overrides).toEqual([
			'agent.first_message',
			'agent.language',
			'tts.voice_id',
		]);
	});

	it('gives everything as ElevenLabs sent it', async () => {
		const { items } = await run('get', {
			agentId: locator('https://elevenlabs.io/app/agents/agents/agent_simappointments', 'url'),
			simplify: false,
		});
		expect(items[0]?.json).toEqual(simulator.agents.get('agent_simappointments'));
	});

	it('says which agent is not there, and which row names none', async () => {
		const { items } = await run(
			'get',
			{ agentId: locator('={{ $json.agent }}') },
			[{ agent: 'agent_unknown' }, { agent: '' }, { agent: 'agent_simlocked' }],
			{ onError: 'continueRegularOutput' },
		);
		expect(items.map(({ json }) => json)).toMatchObject([
			{ agent: 'agent_unknown', details: { http_status: 404 } },
			{ error: "'Agent' is empty [item 1]", details: { parameter: 'Agent' } },
			{ agent_id: 'agent_simlocked' },
		]);
		expect(JSON.stringify(items)).not.toContain('call_may_have_been_placed');
	});
});

describe('Get Many', () => {
	it('lists as many as the limit says, and all of them', async () => {
		const { items } = await run('getAll', { limit: 3 });
		expect(items).toHaveLength(3);
		const all = await run('getAll', { returnAll: true });
		expect(all.items.map(({ json }) => json.agent_id).sort()).toEqual(
			[...simulator.agents.keys()].sort(),
		);
		expect(all.items[0]?.json).toMatchObject({
			agent_id: expect.any(String),
			tags: expect.any(Array),
		});
	});

	it('gives the times in ISO 8601, too', async () => {
		const [listed] = (await run('getAll', { limit: 1 })).items;
		const { created_at_unix_secs: created, last_call_time_unix_secs: called } = listed?.json ?? {};
		expect(listed?.json).toMatchObject({
			created_time: new Date(Number(created) * 1000).toISOString(),
			last_call_time: null,
		});
		expect(called).toBeNull();
	});

	it('pages through more than a hundred', async () => {
		const [template] = simulator.agents.values();
		const extra = Array.from({ length: 130 }, (_, index) => `agent_more${index}`);
		for (const id of extra) simulator.agents.set(id, { ...template!, agent_id: id, name: id });
		try {
			const { items } = await run('getAll', { returnAll: true });
			expect(new Set(items.map(({ json }) => json.agent_id))).toEqual(
				new Set(simulator.agents.keys()),
			);
			expect(items).toHaveLength(simulator.agents.size);
			expect(requestsOf(simulator)).toEqual(['GET /v1/convai/agents', 'GET /v1/convai/agents']);
		} finally {
			for (const id of extra) simulator.agents.delete(id);
		}
	});

	it('sends every filter and the order as the API names it', async () => {
		await run('getAll', {
			filters: { archived: false, createdBy: '@me', search: 'Survey', tags: 'sales, vip' },
			sort: { sortBy: 'name', direction: 'asc' },
		});
		expect(simulator.requests[0]?.query).toEqual({
			page_size: '50',
			archived: 'false',
			created_by_user_id: '@me',
			search: 'Survey',
			tags: ['sales', 'vip'],
			sort_by: 'name',
			sort_direction: 'asc',
		});
	});

	it('finds by a part of the name', async () => {
		const { items } = await run('getAll', { filters: { search: 'survey 0' } });
		expect(items).toHaveLength(9);
	});
});
