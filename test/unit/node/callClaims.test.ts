import type { IExecuteFunctions } from 'n8n-workflow';
import { callClaims } from '../../../nodes/ElevenLabsCalls/resources/call/callClaims';

const OPTIONS = { mode: 'entries', maxEntries: 10_000 };

let workflows = 0;

/** n8n's helpers over one row, which is read and written without a lock. */
function n8n() {
	let row: string[] = [];
	const asked: unknown[][] = [];
	const failures: Error[] = [];
	const pass = async () => {
		for (let turn = 0; turn < 5; turn++) await Promise.resolve();
	};
	const context = {
		getWorkflow: () => ({ id: workflow }),
		getNode: () => ({ id: 'node_a' }),
		helpers: {
			checkProcessedAndRecord: async (keys: string[], ...more: unknown[]) => {
				asked.push(['check', keys, ...more]);
				const known = [...row];
				await pass();
				const failure = failures.shift();
				if (failure !== undefined) throw failure;
				const fresh = keys.filter((key) => !known.includes(key));
				row = [...known, ...fresh];
				return { new: fresh, processed: keys.filter((key) => known.includes(key)) };
			},
			removeProcessed: async (keys: string[], ...more: unknown[]) => {
				asked.push(['remove', keys, ...more]);
				const known = [...row];
				await pass();
				row = known.filter((key) => !keys.includes(key));
			},
		},
	} as unknown as IExecuteFunctions;
	const workflow = `w${workflows++}`;
	return { context, asked, failures, kept: () => row };
}

describe('the claims of a node', () => {
	it('are kept by n8n for the node', async () => {
		const { context, asked } = n8n();
		const claims = callClaims(context);
		await claims.claim('k');
		await claims.release('k');
		expect(asked).toStrictEqual([
			['check', ['k'], 'node', OPTIONS],
			['remove', ['k'], 'node', OPTIONS],
		]);
	});

	it('are given once, until they are released', async () => {
		const claims = callClaims(n8n().context);
		expect(await claims.claim('k')).toBe(true);
		expect(await claims.claim('k')).toBe(false);
		await claims.release('k');
		expect(await claims.claim('k')).toBe(true);
	});

	it('are given to one of two at once, even of two executions', async () => {
		const { context } = n8n();
		const [one, other] = [callClaims(context), callClaims(context)];
		expect(await Promise.all([one.claim('k'), other.claim('k')])).toEqual([true, false]);
	});

	it('are all kept if many are made at once', async () => {
		const { context, kept } = n8n();
		const claims = callClaims(context);
		await Promise.all(['a', 'b', 'c'].map(async (key) => await claims.claim(key)));
		await Promise.all([claims.claim('d'), claims.release('b'), claims.claim('e')]);
		expect(kept()).toEqual(['a', 'c', 'd', 'e']);
	});

	it('go on after one that fails', async () => {
		const { context, failures } = n8n();
		failures.push(new Error('no database'));
		const claims = callClaims(context);
		const [failed, next] = [claims.claim('a'), claims.claim('b')];
		await expect(failed).rejects.toThrow('no database');
		expect(await next).toBe(true);
	});
});
