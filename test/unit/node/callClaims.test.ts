import type { IExecuteFunctions } from 'n8n-workflow';
import type { claimsOf as ClaimsOf } from '../../../nodes/shared/claims';
import type { callClaims as CallClaims } from '../../../nodes/ElevenLabsCalls/resources/call/callClaims';

// Each test has a process of its own.
let claimsOf: typeof ClaimsOf;
let callClaims: typeof CallClaims;

beforeEach(() => {
	jest.isolateModules(() => {
		({ claimsOf } = jest.requireActual('../../../nodes/shared/claims'));
		({ callClaims } = jest.requireActual(
			'../../../nodes/ElevenLabsCalls/resources/call/callClaims',
		));
	});
});

const NODE_ID = 'node_a';

interface Database {
	/** Keys by row. */
	rows: Map<string, string[]>;
	/** What the next queries fail with. */
	failures: Error[];
}

const database = (): Database => ({ rows: new Map(), failures: [] });

/**
 * n8n's deduplication store: a row per node, named by its ID when the store is asked, read and written
 * without a lock.
 * @param isFixed whether the row goes by the ID that the node had at first
 */
function worker({ rows, failures }: Database, isFixed = false) {
	const node = { id: NODE_ID };
	const row = () => (isFixed ? NODE_ID : node.id);
	const query = async () => {
		for (let turn = 0; turn < 5; turn++) await Promise.resolve();
		const failure = failures.shift();
		if (failure !== undefined) throw failure;
	};
	const read = async (name: string) => {
		const keys = rows.get(name);
		await query();
		return keys;
	};
	const write = async (name: string, keys: string[], isNew: boolean) => {
		await query();
		if (isNew && rows.has(name)) throw new Error('duplicate key value violates unique constraint');
		rows.set(name, keys);
	};
	const context = {
		node,
		getWorkflow: () => ({ id: 'workflow' }),
		getNode: () => ({ ...node }),
		helpers: {
			checkProcessedAndRecord: async (keys: string[]) => {
				const name = row();
				const before = await read(name);
				const known = before ?? [];
				const fresh = keys.filter((key) => !known.includes(key));
				await write(name, [...known, ...fresh], before === undefined);
				return { new: fresh, processed: keys.filter((key) => known.includes(key)) };
			},
			removeProcessed: async (keys: string[]) => {
				const name = row();
				const before = (await read(name)) ?? [];
				await write(
					name,
					before.filter((key) => !keys.includes(key)),
					false,
				);
			},
			clearAllProcessedItems: async () => {
				const name = row();
				await query();
				rows.delete(name);
			},
			getProcessedDataCount: async () => (await read(row()))?.length ?? 0,
		},
	};
	return { node, context: context as unknown as IExecuteFunctions };
}

const count = (answers: boolean[]) => answers.filter(Boolean).length;

describe('a key', () => {
	it.each([2, 4, 20])('goes to one of %i workers at once', async (workers) => {
		const shared = database();
		const all = Array.from({ length: workers }, () => claimsOf(worker(shared).context));
		for (const key of ['a', 'b', 'c']) {
			expect(count(await Promise.all(all.map(async (claims) => await claims.claim(key))))).toBe(1);
		}
	});

	it('is not lost beside others that are claimed in the same moment', async () => {
		const shared = database();
		const claims = claimsOf(worker(shared).context);
		const keys = Array.from({ length: 50 }, (_, index) => `key ${index}`);
		const claimAll = async () =>
			await Promise.all(keys.map(async (key) => await claims.claim(key)));
		expect(count(await claimAll())).toBe(50);
		expect(count(await claimAll())).toBe(0);
	});

	it('can be claimed again once it is released, and by one only', async () => {
		const shared = database();
		const [one, other] = [claimsOf(worker(shared).context), claimsOf(worker(shared).context)];
		expect(await one.claim('a')).toBe(true);
		expect(await one.claim('b')).toBe(true);
		await one.release('a');
		expect(count(await Promise.all([one.claim('a'), other.claim('a')]))).toBe(1);
		expect(await other.claim('b')).toBe(false);
	});

	it('is asked for once more after an error, and counts as claimed if that was in doubt', async () => {
		const shared = database();
		const claims = claimsOf(worker(shared).context);
		shared.failures.push(new Error('connection lost'));
		expect(await claims.claim('a')).toBe(true);
		shared.failures.push(new Error('no database'), new Error('no database'));
		await expect(claims.claim('b')).rejects.toThrow('no database');
		expect(await claims.claim('b')).toBe(true);
	});

	it('is not used up by a process that can’t tell how n8n keeps keys', async () => {
		const shared = database();
		const { context } = worker(shared);
		const asked = jest.spyOn(context.helpers, 'getProcessedDataCount');
		asked.mockRejectedValue(new Error('no database'));
		await expect(claimsOf(context).claim('a')).rejects.toThrow('no database');
		asked.mockRestore();
		expect(await claimsOf(context).claim('a')).toBe(true);
	});

	it('leaves the node as it is, also while the database is asked', async () => {
		const { node, context } = worker(database());
		const asked = claimsOf(context).claim('a');
		expect(node.id).toBe(NODE_ID);
		await asked;
		expect(node.id).toBe(NODE_ID);
		context.helpers.checkProcessedAndRecord = () => {
			throw new TypeError('no such helper');
		};
		await expect(claimsOf(context).claim('b')).rejects.toThrow('no such helper');
		expect(node.id).toBe(NODE_ID);
	});
});

it('an n8n that keeps all keys in one row after all: nobody gets one', async () => {
	const shared = database();
	shared.rows.set(NODE_ID, ['old']);
	const claims = claimsOf(worker(shared, true).context);
	await expect(claims.claim('a')).rejects.toMatchObject({
		message: expect.stringContaining("can't ensure that each key is used only once") as string,
		description: expect.stringContaining('Nobody was called') as string,
	});
	await expect(claims.claim('b')).rejects.toThrow("can't ensure that each key is used only once");
	expect([...shared.rows]).toEqual([[NODE_ID, ['old']]]);
});

describe('keys of version 0.1.0, all in one row', () => {
	const withOldKeys = (keys: string[]) => {
		const shared = database();
		shared.rows.set(NODE_ID, keys);
		return shared;
	};

	it('are still claimed, and the others are free', async () => {
		const shared = withOldKeys(['a', 'b']);
		const claims = callClaims(worker(shared).context);
		expect(await Promise.all(['a', 'b', 'c', 'd'].map(claims.claim))).toEqual([
			false,
			false,
			true,
			true,
		]);
		expect(shared.rows.get(NODE_ID)).toEqual(['a', 'b']);
		expect(await claims.claim('a')).toBe(false);
	});

	it('are still claimed for every one of several workers at once', async () => {
		const shared = withOldKeys(['a', 'b']);
		const all = Array.from({ length: 4 }, () => callClaims(worker(shared).context));
		const answers = await Promise.all(
			all.flatMap(({ claim }) => ['a', 'b', 'c'].map(async (key) => [key, await claim(key)])),
		);
		expect(answers.filter(([, isClaimed]) => isClaimed)).toEqual([['c', true]]);
	});

	it('do not use up a new key if they can’t be read', async () => {
		const { context } = worker(withOldKeys(['a']));
		const claims = callClaims(context);
		expect(await claims.claim('b')).toBe(true);
		const asked = jest.spyOn(context.helpers, 'getProcessedDataCount');
		asked.mockRejectedValueOnce(new Error('no database'));
		await expect(claims.claim('c')).rejects.toThrow('no database');
		expect(await claims.claim('c')).toBe(true);
		asked.mockRejectedValueOnce(new Error('no database'));
		await expect(claims.claim('a')).rejects.toThrow('no database');
		expect(await claims.claim('a')).toBe(false);
	});

	it('do not keep a released key that another worker has written back among them', async () => {
		const shared = withOldKeys(['a']);
		const claims = callClaims(worker(shared).context);
		expect(await claims.claim('b')).toBe(true);
		shared.rows.set(NODE_ID, ['a', 'b']);
		await claims.release('b');
		expect(await claims.claim('b')).toBe(true);
		expect(shared.rows.get(NODE_ID)).toEqual(['a']);
	});

	it('are not asked for once it is known that there are none', async () => {
		const shared = database();
		const { context } = worker(shared);
		const asked = jest.spyOn(context.helpers, 'getProcessedDataCount');
		const claims = callClaims(context);
		for (const key of ['a', 'b', 'c']) expect(await claims.claim(key)).toBe(true);
		// Once for a row that nobody used, once for the old row.
		expect(asked).toHaveBeenCalledTimes(2);
	});
});
