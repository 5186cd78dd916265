import type { IDataObject } from 'n8n-workflow';
import type { Simulator } from '../simulator/simulator';
import { startSimulator } from '../simulator/simulator';
import { requestsOf, runOperation } from './operations';
import type { RunOptions } from './workflowRun';
import { locator } from './workflowRun';
import { simulator } from './quickSimulator';

/** A host that lacks the newer list. */
let older: Simulator;

beforeAll(async () => {
	older = await startSimulator({ phoneNumbersV2: false });
});

beforeEach(() => older.reset());

afterAll(async () => await older.close());

const run = async (
	operation: string,
	parameters: IDataObject,
	rows?: IDataObject[],
	more?: Partial<RunOptions>,
	host = simulator,
) => await runOperation(host, `phoneNumber.${operation}`, parameters, rows, more);

describe('Get', () => {
	it("returns each row's number as ElevenLabs sent it, even one that cannot dial", async () => {
		const ids = ['phnum_simtwilio', 'phnum_simsipinbound'];
		const { items } = await run(
			'get',
			{ phoneNumberId: locator('={{ $json.id }}') },
			ids.map((id) => ({ id })),
		);
		expect(items).toEqual(
			ids.map((id, item) => ({ json: simulator.phoneNumbers.get(id), pairedItem: { item } })),
		);
		expect(requestsOf(simulator).sort()).toEqual(
			ids.map((id) => `GET /v1/convai/phone-numbers/${id}`).sort(),
		);
	});

	it('says which ID is unknown, and that a phone number is not an ID', async () => {
		const { items } = await run(
			'get',
			{ phoneNumberId: locator('={{ $json.id }}') },
			[{ id: 'phnum_unknown' }, { id: '+12025550190' }],
			{ onError: 'continueRegularOutput' },
		);
		expect(items.map(({ json }) => json)).toMatchObject([
			{ details: { http_status: 404 } },
			{ error: "'Phone Number' is a number, not an ID [item 1]" },
		]);
	});
});

describe('Get Many', () => {
	const everyFilter = {
		filters: {
			agentId: locator('agent_simappointments', 'list'),
			branchId: 'agtbrch_1',
			label: 'Front desk',
			phoneNumber: '+12025550190',
			provider: 'twilio',
			search: 'desk',
			supportsOutbound: true,
		},
		sort: { sortBy: 'label', direction: 'asc' },
	};

	it('lists all numbers', async () => {
		const { items } = await run('getAll', { returnAll: true });
		expect(items.map(({ json }) => json)).toEqual([...simulator.phoneNumbers.values()]);
	});

	it('sends every filter and the order as the API names it', async () => {
		await run('getAll', everyFilter);
		expect(simulator.requests[0]).toMatchObject({ path: '/v1/convai/v2/phone-numbers' });
		expect(simulator.requests[0]?.query).toEqual({
			page_size: '50',
			agent_id: 'agent_simappointments',
			branch_id: 'agtbrch_1',
			label: 'Front desk',
			phone_number: '+12025550190',
			provider: 'twilio',
			search: 'desk',
			supports_outbound: 'true',
			sort_by: 'label',
			sort_direction: 'asc',
		});
	});

	it.each<[string, IDataObject]>([
		['by provider', { filters: { provider: 'sip_trunk' } }],
		['by a part of the number', { filters: { search: '0194' } }],
		['by ID', { filters: { search: 'phnum_simexotel' } }],
		['that place calls', { filters: { supportsOutbound: true } }],
		['that only receive calls', { filters: { supportsOutbound: false } }],
		['up to a limit', { limit: 2 }],
	])('finds the same on a host that lacks the newer list: %s', async (_, parameters) => {
		const { items } = await run('getAll', parameters);
		const again = await run('getAll', parameters, [{}], {}, older);
		expect(items.length).toBeGreaterThan(0);
		expect(again.items.map(({ json }) => json)).toEqual(items.map(({ json }) => json));
		expect(requestsOf(older)).toEqual([
			'GET /v1/convai/v2/phone-numbers',
			'GET /v1/convai/phone-numbers',
		]);
	});

	it('filters and sorts what the older list does not', async () => {
		const listed = async (parameters: IDataObject) =>
			(await run('getAll', parameters, [{}], {}, older)).items.map(
				({ json }) => json.phone_number_id,
			);
		expect(await listed({ filters: { label: 'Front desk' } })).toEqual(['phnum_simtwilio']);
		expect(await listed({ filters: { label: 'nt DE' } })).toEqual(['phnum_simtwilio']);
		expect(await listed({ filters: { phoneNumber: '+912261930193' } })).toEqual([
			'phnum_simexotel',
		]);
		const ascending = await listed({ sort: { sortBy: 'phone_number', direction: 'asc' } });
		const numbers = ascending.map((id) => older.phoneNumbers.get(String(id))?.phone_number);
		expect(numbers).toEqual([...numbers].sort());
		expect(await listed({ sort: { sortBy: 'phone_number', direction: 'desc' } })).toEqual(
			ascending.reverse(),
		);
		await listed(everyFilter);
		expect(older.requests.at(-1)?.query).toEqual({
			provider: 'twilio',
			agent_id: 'agent_simappointments',
			branch_id: 'agtbrch_1',
		});
	});

	it('does not take another refusal for a missing list', async () => {
		simulator.addFault({ match: {}, action: { status: 500 } });
		const { error } = await run('getAll', {});
		expect(error).toMatchObject({ httpCode: '500' });
		expect(simulator.requests).toHaveLength(1);
	});
});
