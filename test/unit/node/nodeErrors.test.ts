import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { ItemResult } from '../../../nodes/ElevenLabsCalls/itemResult';
import type { Failure } from '../../../nodes/shared/failure';
import {
	failuresOf,
	ItemFailure,
	stoppingError,
	toNodeError,
} from '../../../nodes/ElevenLabsCalls/nodeErrors';
import { ElevenLabsError } from '../../../nodes/shared/elevenlabs/errors';

const node: INode = {
	id: 'n',
	name: 'ElevenLabs Calls',
	type: 'elevenLabsCalls',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const NOTHING_SENT = 'Nothing was sent for this item.';

const empty: Failure = {
	message: "'To Number' is empty",
	advice: 'Map the field.',
	parameter: 'To Number',
};
const failed = (item: number, more: Partial<Failure> = {}): ItemResult => ({
	item,
	failures: [{ ...empty, ...more }],
});
const placed = (item: number, conversation_id: string | null = `conv_${item}`): ItemResult => ({
	item,
	json: { success: true, conversation_id },
});
const skipped = (item: number): ItemResult => ({ item, neverBegun: true });

describe('the failure of something thrown', () => {
	it('is what ElevenLabs said', () => {
		const failure: Failure = {
			message: 'm',
			advice: 'a',
			parameter: 'agent_id',
			status: 404,
			code: 'c',
			requestId: 'req_a',
		};
		expect(failuresOf(new ElevenLabsError(failure))).toStrictEqual([failure]);
	});

	it('is what an operation says of its item', () => {
		const failures: Failure[] = [
			{ message: "'Limit' is odd", advice: 'Even it.', parameter: 'Limit' },
			empty,
		];
		expect(failuresOf(new ItemFailure(failures), 'x')).toBe(failures);
	});

	it('has the advice of the operation if the error gives none', () => {
		expect(failuresOf(new Error('boom'), 'Look at it.')[0]?.advice).toBe('Look at it.');
	});

	it('is that ElevenLabs said nothing', () => {
		expect(failuresOf(new ElevenLabsError({ message: 'm', advice: 'a' }))).toStrictEqual([
			{ message: 'm', advice: 'a' },
		]);
	});

	it.each([
		['an error', new Error('boom'), 'boom', NOTHING_SENT],
		[
			'an error of n8n with a description',
			new NodeOperationError(node, 'Could not get parameter', { description: 'Look at it.' }),
			'Could not get parameter',
			'Look at it.',
		],
		['an item named in brackets', new Error('No data [item 3]'), 'No data', NOTHING_SENT],
		[
			'an item named in words',
			new Error('No data in [item 12] here'),
			'No data here',
			NOTHING_SENT,
		],
		['an empty description', Object.assign(new Error('x'), { description: '' }), 'x', NOTHING_SENT],
		[
			'a description that is none',
			Object.assign(new Error('x'), { description: 5 }),
			'x',
			NOTHING_SENT,
		],
		['a text', 'boom', 'boom', NOTHING_SENT],
		['null', null, 'null', NOTHING_SENT],
		['undefined', undefined, 'undefined', NOTHING_SENT],
	])('is its message without the item: %s', (_, thrown, message, advice) => {
		expect(failuresOf(thrown)).toStrictEqual([{ message, advice }]);
	});

	it('is read also from a hundred thousand blanks', () => {
		const message = `${' '.repeat(100_000)}x`;
		expect(failuresOf(new Error(message))[0]?.message).toBe(message);
	});
});

describe('an error for the editor', () => {
	it('is one of the API if ElevenLabs answered', () => {
		const error = toNodeError(
			node,
			new ElevenLabsError({ message: 'm', advice: 'a', requestId: 'req_a', status: 404 }),
		);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			message: 'm',
			description: 'a (Request ID: req_a)',
			httpCode: '404',
		});
	});

	it('is one of the operation if it did not', () => {
		const error = toNodeError(node, new Error('boom'));
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({ message: 'boom', description: NOTHING_SENT });
	});

	it.each([
		['EEXIST', undefined],
		['EEXIST', 500],
		['ECONNREFUSED', undefined],
		['ECONNREFUSED', 404],
	])('keeps its words if n8n would put its own: %s, %p', (code, status) => {
		const message = `A preexisting thing (${code})`;
		const error = toNodeError(node, new ElevenLabsError({ message, advice: 'a', status }));
		expect(error).toMatchObject({ message, description: 'a' });
	});
});

describe('the error that stops a run', () => {
	const AGAIN = 'Running the node again would call them again.';
	const stopped = (results: ItemResult[]) => {
		const error = stoppingError(node, results, AGAIN);
		return {
			type: error.constructor.name,
			message: error.message,
			description: error.description,
			itemIndex: error.context.itemIndex as unknown,
		};
	};
	const uncertain = (item: number): ItemResult => ({
		item,
		failures: [{ message: 'It may ring', advice: 'Look.' }],
		mayHaveBeenPlaced: true,
	});

	const odd: Failure = { message: "'Speed' is odd", parameter: 'Speed', advice: 'Even it.' };
	const lines = (results: ItemResult[]) => stopped(results).description?.split('\n') ?? [];

	it('is the problem itself if there is one item', () => {
		expect(stopped([failed(0)])).toEqual({
			type: 'NodeOperationError',
			message: "'To Number' is empty",
			description: 'Map the field. Nobody was called.',
			itemIndex: 0,
		});
	});

	it('says that nobody was called because of one bad item, and how to call the others', () => {
		expect(stopped([skipped(0), failed(1), skipped(2)])).toEqual({
			type: 'NodeOperationError',
			message: "Nobody was called because of item 1: 'To Number' is empty",
			description: expect.stringMatching(
				/^Map the field\. .*others.*'On Error'.*'Continue \(using error output\)'/,
			) as string,
			itemIndex: 1,
		});
	});

	it('lists each reason once, with its items', () => {
		const { description, ...error } = stopped([
			failed(0),
			failed(1, odd),
			failed(2),
			skipped(3),
			failed(4, { requestId: 'req_a' }),
			failed(5),
			failed(6),
		]);
		expect(error).toEqual({
			type: 'NodeOperationError',
			message: 'Nobody was called: 6 of 7 items need fixing',
			itemIndex: undefined,
		});
		expect(description?.split('\n')).toEqual([
			"• Items 0, 2 and 5–6: 'To Number' is empty. Map the field.",
			"• Item 1: 'Speed' is odd. Even it.",
			"• Item 4: 'To Number' is empty. Map the field. (Request ID: req_a)",
			expect.stringContaining("'Continue (using error output)'"),
		]);
	});

	it('lists an item with several problems under each of them', () => {
		const both: ItemResult = { item: 1, failures: [odd, empty, odd] };
		expect(stopped([failed(0), both, { item: 2, failures: [odd] }])).toMatchObject({
			message: 'Nobody was called: 3 of 3 items need fixing',
			description: [
				"• Items 0–1: 'To Number' is empty. Map the field.",
				"• Items 1–2: 'Speed' is odd. Even it.",
			].join('\n'),
		});
		expect(stopped([{ item: 0, failures: [odd, empty] }])).toMatchObject({
			message: "'Speed' is odd; 'To Number' is empty",
			description: 'Even it. Map the field. Nobody was called.',
		});
	});

	it('lists what is wrong with several numbers once, and shows the number of a single one', () => {
		const message = (end: string, what: string) => ({ message: `'To Number' ${what} (…${end})` });
		expect(
			lines([
				failed(0, message('0101', 'has no country code')),
				failed(1, message('0102', 'has no country code')),
				failed(2, message('0103', 'is too long')),
			]),
		).toEqual([
			"• Items 0–1: 'To Number' has no country code. Map the field.",
			"• Item 2: 'To Number' is too long (…0103). Map the field.",
		]);
	});

	it('names the first of very many items and problems, and counts the others', () => {
		const many = Array.from({ length: 100 }, (_, item) =>
			item % 2 ? skipped(item) : failed(item),
		);
		expect(lines(many)[0]).toBe(
			"• Items 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22 and 38 more: 'To Number' is empty. Map the field.",
		);
		const unlike = Array.from({ length: 14 }, (_, item) => failed(item, { message: `No ${item}` }));
		expect(lines(unlike)).toHaveLength(11);
		expect(lines(unlike).at(-1)).toBe('• 4 more problems in 4 items.');
	});

	it('names every item for which someone may have been called, however many fail', () => {
		const lost = (item: number, request: string): ItemResult => ({
			item,
			failures: [
				{ message: `The call to …${1000 + item} may have been placed: x`, advice: request },
			],
			mayHaveBeenPlaced: true,
		});
		const refused = Array.from({ length: 12 }, (_, item) =>
			failed(item, { message: `No ${item}` }),
		);
		const unlike = Array.from({ length: 12 }, (_, index) => lost(20 + index, `Look ${index}.`));
		const alike = Array.from({ length: 40 }, (_, index) =>
			index % 2 ? placed(100 + index) : lost(100 + index, 'Look.'),
		);
		const shown = lines([...refused, ...unlike, ...alike]);
		for (let item = 20; item < 32; item++) {
			expect(shown).toContain(
				`• Item ${item}: The call to …${1000 + item} may have been placed: x. Look ${item - 20}.`,
			);
		}
		expect(shown).toContain('• 2 more problems in 2 items.');
		expect(shown).toContain(
			`• Items ${Array.from({ length: 19 }, (_, index) => 100 + 2 * index).join(', ')} and 138: The call may have been placed: x. Look.`,
		);
	});

	it('lists what is wrong with several numbers once, wherever the number is in the text', () => {
		const noZone = (item: number) =>
			failed(item, { message: `No zone, and the number (…${1000 + item}) has none` });
		expect(lines([noZone(0), noZone(1)])).toEqual([
			'• Items 0–1: No zone, and the number has none. Map the field.',
		]);
	});

	it('is a list in the editor, which reads it as HTML', () => {
		const tags = failed(1, { message: "'Voice' is '<b>`a` & b</b>'" });
		const { context } = stoppingError(node, [failed(0), tags, skipped(2)], AGAIN);
		const html = String(context.descriptionTemplate);
		expect(html).toMatch(/^<ul><li>Item 0: .*<\/li><li>Item 1: .*<\/li><\/ul>To call the others/);
		expect(html).toContain('&#60;b&#62;&#96;a&#96; &#38; b&#60;/b&#62;');
		expect(stoppingError(node, [tags], AGAIN).description).not.toContain('&#');
	});

	it('does not ask to fix what is not about the items', () => {
		for (const more of [{ status: 401 }, { code: 'ECONNREFUSED' }]) {
			expect(stopped([failed(0, more), failed(1, more)]).message).toBe(
				'Nobody was called: 2 of 2 items failed',
			);
		}
	});

	it('loses no call that was placed before', () => {
		expect(
			stopped([
				placed(0),
				placed(1, null),
				failed(2, { message: 'Refused', advice: 'Mend it.', status: 400, parameter: undefined }),
				placed(3),
				skipped(4),
				skipped(5),
				skipped(6),
			]),
		).toEqual({
			type: 'NodeApiError',
			message: 'Item 2: Refused',
			description: `Mend it. Already placed: item 0: conv_0, item 1: no ID, item 3: conv_3. Not called: items 4–6. ${AGAIN}`,
			itemIndex: 2,
		});
	});

	it('warns of a second call only if a placed call has no deduplication key', () => {
		const keyed: ItemResult = { ...placed(0), hasKey: true };
		expect(stopped([keyed, failed(1)]).description).not.toContain('again');
		expect(stopped([keyed, failed(1), placed(2)]).description).toContain(AGAIN);
	});

	it('loses no call that was placed before several failures', () => {
		expect(stopped([placed(0), failed(1), failed(2), skipped(3)]).description).toBe(
			[
				"• Items 1–2: 'To Number' is empty. Map the field.",
				`Already placed: item 0: conv_0. Not called: item 3. ${AGAIN}`,
			].join('\n'),
		);
	});

	it('counts every item of a batch', () => {
		const batch: ItemResult = { ...placed(0), items: [0, 1, 2, 3] };
		expect(stopped([batch, failed(4), failed(5)]).message).toBe('2 of 6 items failed');
	});

	it('does not mention uncalled items if everyone was called', () => {
		expect(stopped([placed(0), failed(1)]).description).toBe(
			`Map the field. Already placed: item 0: conv_0. ${AGAIN}`,
		);
	});

	it('does not say that nobody was called if someone may have been', () => {
		expect(stopped([uncertain(0), skipped(1)]).description).toBe(
			'Look. No other call was placed. Not called: item 1.',
		);
		expect(stopped([failed(0), uncertain(1)]).description).toBe(
			[
				"• Item 0: 'To Number' is empty. Map the field.",
				'• Item 1: It may ring. Look.',
				'No other call was placed.',
			].join('\n'),
		);
	});

	it('does not mention calls if the operation makes none', () => {
		expect(
			stoppingError(node, [{ item: 0, outputs: [{ json: {} }] }, failed(1), skipped(2)])
				.description,
		).toBe('Map the field.');
		expect(stoppingError(node, [failed(0), failed(1), skipped(2)])).toMatchObject({
			message: '2 of 3 items failed',
			description: "• Items 0–1: 'To Number' is empty. Map the field.",
		});
	});

	it('has the HTTP status of the first failure', () => {
		expect(stoppingError(node, [failed(0, { status: 422 }), failed(1)], AGAIN)).toMatchObject({
			httpCode: '422',
		});
	});
});
