import { DataDeduplicationService } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import { CALL_OUTPUT } from '../../nodes/ElevenLabsCalls/conversationOutput';
import { settle } from '../clock/virtualTime';
import type { AgentKind } from './agentRun';
import { askAgent, toolDescription } from './agentRun';
import { DeduplicationStore } from './deduplicationStore';
import { dialRequests, masked, number } from './plainCalls';
import { simulator } from './quickSimulator';
import { locator } from './workflowRun';

const kinds: AgentKind[] = ['invoking', 'requesting'];

const keys = new DeduplicationStore();

beforeAll(async () => await DataDeduplicationService.init(keys));

/** The one item that the model receives. */
const itemIn = (told: string | undefined): IDataObject => {
	const items = JSON.parse(told ?? '') as IDataObject[];
	expect(items).toHaveLength(1);
	return items[0] ?? {};
};

const loseAnswer = (index: number, isFound: boolean) => {
	simulator.conversationVisibleAfterMs = isFound ? 0 : 10 ** 9;
	simulator.addFault({ match: { toNumber: number(index) }, action: { reset: 'after' } });
};

const uncertain = {
	success: false,
	error: expect.stringContaining(`The call to ${masked(1)} may have been placed: `),
	to_number: number(1),
	details: {
		description: expect.stringContaining('before anyone calls this number again'),
		to_number: number(1),
		call_may_have_been_placed: true,
	},
};

const mayHaveBeenPlaced = {
	success: false,
	message: 'Not called: an earlier call to this number in this execution may have been placed',
	reason: 'may_have_been_placed',
	advice: 'Look for it under Conversations in ElevenLabs before anyone calls this number again.',
	to_number: number(1),
};

const alreadyCalled = (conversationId: unknown) => ({
	success: false,
	message: 'Not called again: this number was already called in this execution',
	reason: 'already_called',
	conversation_id: conversationId,
	to_number: number(1),
});

describe('what the model is told about the tool', () => {
	it.each([
		['call', 'outboundCall'],
		['call', 'whatsAppCall'],
		['batchCall', 'create'],
	])('%s %s: a real person is called, and by which number', (resource, operation) => {
		const text = toolDescription({ resource, operation });
		expect(text).toMatch(/^(Phones|Calls) a real person/);
		expect(text).toContain('To_Number: the phone number with + and country code');
		expect(text).toContain('never guess a number');
		expect(text).toContain('If call_may_have_been_placed is true');
	});

	it.each([
		[{}, /^Phones a real person now/],
		[{ resource: 'batchCall', operation: 'retry' }, /^Phones real people again/],
		[{ resource: 'conversation', operation: 'get' }, /Conversation_ID: the conversation_id of/],
		[{ resource: 'conversation', operation: 'delete' }, /^Permanently deletes/],
		[{ resource: 'agent', operation: 'getAll' }, /^List the agents in the workspace$/],
		[{ toolDescription: 'Reminds patients' }, /^Reminds patients$/],
	])('with %j it is %s', (parameters, text) => {
		expect(toolDescription(parameters)).toMatch(text);
	});
});

describe.each(kinds)('as the tool of an %s agent', (kind) => {
	const ask = async (rounds: string[][], more: Parameters<typeof askAgent>[3] = {}) =>
		(await askAgent(simulator, kind, rounds, more)).map(itemIn);

	it('each person is called, and the model gets the call to that person', async () => {
		const told = await ask([[number(1)], [number(2)]]);
		expect(simulator.callCounts()).toEqual({ [number(1)]: 1, [number(2)]: 1 });
		expect(told.map(({ conversation_id: id }) => id)).toEqual(
			simulator.calls.map(({ conversationId }) => conversationId),
		);
	});

	it('calls once for each Deduplication Key, also in later executions and at the same time', async () => {
		keys.rows.clear();
		const options = { deduplicationKey: "={{ $fromAI('To', 'the number', 'string') }}" };
		const rounds = [[number(1)], [number(2)]];
		const both = await Promise.all([ask(rounds, { options }), ask(rounds, { options })]);
		expect(simulator.callCounts()).toEqual({ [number(1)]: 1, [number(2)]: 1 });
		const later = await ask(rounds, { options });
		expect(simulator.callCounts()).toEqual({ [number(1)]: 1, [number(2)]: 1 });
		expect([...both.flat(), ...later].map(({ reason }) => reason ?? 'called').sort()).toEqual([
			...['called', 'called'],
			...['duplicate', 'duplicate', 'duplicate', 'duplicate'],
		]);
		expect([...keys.rows.values()].map(({ length }) => length)).toEqual([1, 1]);
	});

	it('does not call a number again if the model asks for it again', async () => {
		const told = await ask([[number(1)], [number(1)], [number(1), number(2)]]);
		expect(simulator.callCounts()).toEqual({ [number(1)]: 1, [number(2)]: 1 });
		const [first] = told;
		expect(first).toMatchObject({ success: true });
		expect(told[1]).toEqual(alreadyCalled(first?.conversation_id));
		expect(told[2]).toEqual(alreadyCalled(first?.conversation_id));
		expect(told[3]).toMatchObject({ success: true });
	});

	it('calls a number once if the model asks for it several times at once', async () => {
		const held = simulator.hold();
		void held.reaches(1).then(async () => {
			// The others would dial now.
			for (let turn = 0; turn < 20; turn++) await settle();
			held.end();
		});
		const told = await ask([[number(1), number(1), number(1)]]);
		expect(simulator.callCounts()).toEqual({ [number(1)]: 1 });
		const id = simulator.calls[0]?.conversationId;
		expect(told.filter(({ success }) => success === true)).toHaveLength(1);
		expect(told.filter(({ success }) => success === false)).toEqual([
			alreadyCalled(id),
			alreadyCalled(id),
		]);
	});

	it.each([
		['one after the other', [[number(1)], [number(1)]]],
		['at once', [[number(1), number(1)]]],
	])(
		'a number whose call may have been placed is not called again, asked for %s',
		async (_, rounds) => {
			loseAnswer(1, false);
			const told = await ask(rounds);
			expect(dialRequests(simulator)).toHaveLength(1);
			expect(told).toEqual(expect.arrayContaining([uncertain, mayHaveBeenPlaced]));
		},
	);

	it('treats a call that was found again like any other', async () => {
		loseAnswer(1, true);
		const told = await ask([[number(1), number(1)]]);
		expect(simulator.callCounts()).toEqual({ [number(1)]: 1 });
		const id = simulator.calls[0]?.conversationId;
		expect(told).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ success: true, conversation_id: id }),
				alreadyCalled(id),
			]),
		);
	});

	it.each(['at once', 'later'])(
		'a call that was definitely not placed is made when the model asks for it again, %s',
		async (when) => {
			simulator.addFault({ match: { toNumber: number(1) }, action: { status: 422 } });
			const told = await ask(
				when === 'later' ? [[number(1)], [number(1)]] : [[number(1), number(1)]],
			);
			expect(simulator.callCounts()).toEqual({ [number(1)]: 1 });
			expect(told).toEqual(
				expect.arrayContaining([
					{
						success: false,
						error: expect.stringContaining(`The call to ${masked(1)} was not placed: `),
						to_number: number(1),
						details: expect.objectContaining({ call_may_have_been_placed: false }),
					},
					expect.objectContaining({ success: true }),
				]),
			);
		},
	);

	describe('without Skip Repeated Numbers', () => {
		const options = { skipRepeatedNumbers: false };

		it('a placed call is made again', async () => {
			const told = await ask([[number(1)], [number(1), number(1)]], { options });
			expect(simulator.callCounts()).toEqual({ [number(1)]: 3 });
			expect(new Set(told.map(({ conversation_id: id }) => id)).size).toBe(3);
		});

		it.each(['at once', 'later'])(
			'one that may have been placed is not, asked for %s',
			async (when) => {
				loseAnswer(1, false);
				const rounds = when === 'later' ? [[number(1)], [number(1)]] : [[number(1), number(1)]];
				const told = await ask(rounds, { options });
				expect(dialRequests(simulator)).toHaveLength(1);
				expect(told).toEqual(expect.arrayContaining([uncertain, mayHaveBeenPlaced]));
			},
		);
	});

	it('a dry run shows each request, whatever came before', async () => {
		loseAnswer(1, false);
		const options = {
			dryRun: "={{ $fromAI('To', 'the number', 'string') === '+1 (202) 555-1001' }}",
		};
		const told = await ask([[number(1)], ['+1 (202) 555-1001']], { options });
		expect(told.map(({ reason }) => reason)).toEqual([undefined, 'dry_run']);
	});

	describe.each([undefined, 'stopWorkflow', 'continueRegularOutput'] as const)(
		'with the error setting %s',
		(onError) => {
			const settings = onError === undefined ? {} : { onError };

			it('tells the model why nobody was called, and what to do', async () => {
				const [told] = await ask([['no number']], settings);
				expect(told).toEqual({
					success: false,
					error: "'To Number' contains letters [item 0]",
					details: {
						description: expect.any(String),
						parameter: 'To Number',
						call_may_have_been_placed: false,
					},
				});
			});

			it('reports failures of other operations to the model, too', async () => {
				const parameters = { resource: 'conversation', operation: 'get', conversationId: '' };
				const [told] = await ask([['x']], { ...settings, parameters });
				expect(told).toMatchObject({
					success: false,
					error: "'Conversation ID' is empty [item 0]",
					details: { parameter: 'Conversation ID' },
				});
			});
		},
	);

	it.each([false, true])(
		'a try of n8n is not a request of the model (lost answer found: %s)',
		async (isFound) => {
			loseAnswer(1, isFound);
			const told = await ask([[number(1)], [number(2)]], {
				retryOnFail: true,
				waitBetweenTries: 1,
			});
			expect(dialRequests(simulator, number(1))).toHaveLength(1);
			expect(told[0]).toEqual(isFound ? expect.objectContaining({ success: true }) : uncertain);
			expect(told[1]).toMatchObject({ success: true });
		},
	);

	it('nothing is remembered in another execution', async () => {
		await ask([[number(1)]]);
		await ask([[number(1)]]);
		expect(simulator.callsTo(number(1))).toBe(2);
	});
});

describe('what an agent gets of a call that has ended', () => {
	const output = async (parameters: IDataObject, options: IDataObject = {}) => {
		const [told] = await askAgent(simulator, 'requesting', [[number(1)]], {
			parameters: { waitForCompletion: true, maxWaitMinutes: 15, ...parameters } as never,
			options,
		});
		return itemIn(told);
	};

	it('is the simplified output by default', async () => {
		const json = await output({});
		expect(Object.keys(json)).toEqual(CALL_OUTPUT.fields);
		expect(json.outcome).toBe('answered');
	});

	it('is the whole conversation with Raw', async () => {
		expect(await output({ output: 'raw' })).toMatchObject({
			success: true,
			outcome: 'answered',
			conversation: { status: 'done', metadata: expect.any(Object) },
		});
	});

	it('is the selected fields, and always the ID', async () => {
		expect(await output({ output: 'selectedFields', fields: ['outcome', 'turns'] })).toEqual({
			outcome: 'answered',
			turns: expect.any(Array),
			conversation_id: simulator.calls[0]?.conversationId,
		});
	});

	it('is the same for other operations', async () => {
		const [told] = await askAgent(simulator, 'requesting', [['x']], {
			parameters: {
				resource: 'agent',
				operation: 'get',
				agentId: locator('agent_simlocked'),
				output: 'selectedFields',
				fields: ['name'],
			} as never,
		});
		expect(itemIn(told)).toEqual({ name: expect.any(String), agent_id: 'agent_simlocked' });
	});

	it('does not repeat what the agent asked for', async () => {
		expect(Object.keys(await output({}, { includeInputFields: true }))).toEqual(CALL_OUTPUT.fields);
	});
});

it('n8n retries a refused call automatically if it runs the tool', async () => {
	simulator.addFault({ match: { toNumber: number(1) }, action: { status: 422 } });
	const [told] = await askAgent(simulator, 'requesting', [[number(1)]], {
		retryOnFail: true,
		waitBetweenTries: 1,
	});
	expect(itemIn(told)).toMatchObject({ success: true });
	expect(simulator.callsTo(number(1))).toBe(1);
});

it('with an error output, n8n would drop the answer, so nobody is called, and the model learns why', async () => {
	const told = await askAgent(simulator, 'requesting', [[number(1)]], {
		onError: 'continueErrorOutput',
	});
	expect(itemIn(told[0]).error).toContain("with 'On Error' set to 'Continue (using error output)'");
	expect(simulator.requests).toEqual([]);
});

it('with an error output, an agent that invokes its tool gets every call', async () => {
	const told = await askAgent(simulator, 'invoking', [[number(1)], ['no number']], {
		onError: 'continueErrorOutput',
	});
	expect(itemIn(told[0])).toMatchObject({ success: true });
	expect(itemIn(told[1])).toMatchObject({ error: "'To Number' contains letters [item 0]" });
});
