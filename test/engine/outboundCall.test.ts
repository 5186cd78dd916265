import type { IDataObject } from 'n8n-workflow';
import { startSimulator } from '../simulator/simulator';
import {
	callRows,
	cancelledAfter,
	credentialOf,
	dialRequests,
	number,
	PLAIN_CALL,
	rowsOf,
} from './plainCalls';
import { until } from './until';
import type { RunOptions } from './workflowRun';
import { contextWithoutItems, locator, nodeUnderTest } from './workflowRun';
import { simulator } from './quickSimulator';

const credential = (apiKey?: string) => credentialOf(simulator, apiKey);

const call = async (parameters: IDataObject, rows: IDataObject[], more: Partial<RunOptions> = {}) =>
	await callRows(simulator, rows, {}, { parameters, ...more });

const source_info = { version: 'n8n-nodes-elevenlabs-calls/0.1.0' };

describe('the output', () => {
	it.each([
		['phnum_simtwilio', '/v1/convai/twilio/outbound-call', 'callSid'],
		['phnum_simsiptrunk', '/v1/convai/sip-trunk/outbound-call', 'sip_call_id'],
		['phnum_simexotel', '/v1/convai/exotel/outbound-call', 'callSid'],
	])(
		'of %s is the answer of %s, field for field, and the number',
		async (id, path, callIdField) => {
			const { items } = await call({ phoneNumberId: locator(id) }, [{ phone: '+12025550142' }]);

			expect(dialRequests(simulator).map((request) => request.path)).toEqual([path]);
			const [placed] = simulator.calls;
			expect(items).toEqual([
				{
					json: {
						success: true,
						message: 'Call initiated successfully',
						conversation_id: placed?.conversationId,
						[callIdField]: placed?.callSid,
						to_number: '+12025550142',
					},
					pairedItem: { item: 0 },
				},
			]);
		},
	);

	it("does not replace ElevenLabs' own to_number", async () => {
		const body = { success: true, message: 'OK', conversation_id: 'conv_a', to_number: 'theirs' };
		simulator.addFault({ match: { method: 'POST' }, action: { status: 200, body } });
		const { items } = await call({}, [{ phone: '+12025550142' }]);
		expect(items.map(({ json }) => json)).toEqual([body]);
	});

	it('passes on what it does not know, and keeps null and the order of the fields', async () => {
		const body = {
			callSid: 'CA1234567890abcdef',
			later: { added: [1, null] },
			success: true,
			message: 'Call initiated successfully',
			conversation_id: null,
		};
		simulator.addFault({ match: { method: 'POST' }, action: { status: 200, body } });

		const { items } = await call({}, [{ phone: '+12025550142' }]);

		expect(items.map(({ json }) => json)).toEqual([{ ...body, to_number: '+12025550142' }]);
		expect(Object.keys(items[0]?.json ?? {})).toEqual([...Object.keys(body), 'to_number']);
	});

	it('is paired with its row, in the order of the rows, whatever the order of the answers', async () => {
		const [first, third] = [0, 2].map((index) => simulator.hold({ toNumber: number(index) }));
		const running = call({}, rowsOf(6));
		await until(() => simulator.calls.length === 6);
		third!.end();
		first!.end();
		const { items } = await running;

		const conversationOf = new Map(
			simulator.calls.map(({ number: to, conversationId }) => [to, conversationId]),
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3, 4, 5].map((item) => ({ item })),
		);
		expect(items.map(({ json }) => json.conversation_id)).toEqual(
			[0, 1, 2, 3, 4, 5].map((index) => conversationOf.get(number(index))),
		);
	});

	it('is empty for no rows, and asks ElevenLabs nothing', async () => {
		const context = contextWithoutItems(PLAIN_CALL, credential());
		expect(await nodeUnderTest.execute.call(context)).toEqual([[]]);
		expect(simulator.requests).toEqual([]);
	});
});

describe('the request', () => {
	const full: IDataObject = {
		agentId: locator('agent_simappointments'),
		dynamicVariablesMode: 'pairs',
		dynamicVariablePairs: {
			assignments: [
				{ id: '1', name: 'customer_name', type: 'string', value: '={{ $json.name }}' },
				{ id: '2', name: 'appointment_time', type: 'string', value: '10 am' },
				{ id: '3', name: 'company', type: 'string', value: 'Acme' },
				{ id: '4', name: 'fee', type: 'number', value: '={{ $json.fee }}' },
				{ id: '5', name: 'vip', type: 'boolean', value: true },
				{ id: '6', name: 'orders', type: 'array', value: '={{ $json.orders }}' },
				{ id: '7', name: 'address', type: 'object', value: '={{ $json.address }}' },
			],
		},
		overrides: {
			firstMessage: '=Hi {{ $json.name }}!',
			language: 'de',
			prompt: 'Be brief.',
			llm: locator('gemini-2.5-flash'),
			toolIds: 'tool_a, tool_b',
			knowledgeBase: '[{"type":"url","name":"Prices","id":"doc_1","usage_mode":"auto"}]',
			voiceId: locator('voice_1', 'list'),
			modelId: 'eleven_flash_v2_5',
			stability: 0,
			similarityBoost: 1,
			speed: 0.7,
			maxDurationSeconds: 300,
			maxConversationDurationMessage: 'Time is up.',
			moreOverrides:
				'{"asr":{"keywords":["Acme"]},"agent":{"prompt":{"tool_ids_strict":true,"native_mcp_server_ids":["mcp_1"]}},"turn":{"soft_timeout_config":{"message":"Still there?"}}}',
		},
		telephony: {
			ringingTimeoutSecs: 25,
			twilioCallRecordingEnabled: true,
			twilioMachineDetection: 'detect_message_end',
		},
		options: {
			userId: 'crm-4711',
			branchId: 'agtbrch_simappointments',
			environment: 'staging',
			customLlmExtraBody: '{"temperature":0.2}',
			startingWorkflowNodeId: ' node_simconfirm\r\n',
			procedureIds: 'agtprc_simreminder',
		},
	};

	it('holds everything that was set, as the API names it', async () => {
		const row = {
			phone: '+12025550142',
			name: 'Ada',
			fee: 12.5,
			orders: [1, 'two'],
			address: { city: 'Bonn' },
		};
		const { items, error } = await call(full, [row]);

		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(dialRequests(simulator)[0]?.unknownFields).toEqual([]);
		expect(dialRequests(simulator)[0]?.body).toEqual({
			agent_id: 'agent_simappointments',
			agent_phone_number_id: 'phnum_simtwilio',
			to_number: '+12025550142',
			conversation_initiation_client_data: {
				conversation_config_override: {
					agent: {
						first_message: 'Hi Ada!',
						language: 'de',
						max_conversation_duration_message: 'Time is up.',
						prompt: {
							prompt: 'Be brief.',
							llm: 'gemini-2.5-flash',
							tool_ids: ['tool_a', 'tool_b'],
							tool_ids_strict: true,
							native_mcp_server_ids: ['mcp_1'],
							knowledge_base: [{ type: 'url', name: 'Prices', id: 'doc_1', usage_mode: 'auto' }],
						},
					},
					tts: {
						voice_id: 'voice_1',
						model_id: 'eleven_flash_v2_5',
						stability: 0,
						similarity_boost: 1,
						speed: 0.7,
					},
					conversation: { max_duration_seconds: 300 },
					asr: { keywords: ['Acme'] },
					turn: { soft_timeout_config: { message: 'Still there?' } },
				},
				dynamic_variables: {
					customer_name: 'Ada',
					appointment_time: '10 am',
					company: 'Acme',
					fee: 12.5,
					vip: true,
					orders: '[1,"two"]',
					address: '{"city":"Bonn"}',
				},
				user_id: 'crm-4711',
				branch_id: 'agtbrch_simappointments',
				environment: 'staging',
				custom_llm_extra_body: { temperature: 0.2 },
				source_info,
				starting_workflow_node_id: 'node_simconfirm',
				procedure_ids: ['agtprc_simreminder'],
			},
			telephony_call_config: {
				ringing_timeout_secs: 25,
				twilio_call_recording_enabled: true,
				twilio_machine_detection: { mode: 'detect_message_end' },
			},
		});
		expect(simulator.calls[0]?.drop).toBeUndefined();
	});

	it('holds nothing that was not set', async () => {
		await call({}, [{ phone: '+12025550142' }]);
		expect(dialRequests(simulator)[0]?.body).toEqual({
			agent_id: 'agent_simlocked',
			agent_phone_number_id: 'phnum_simtwilio',
			to_number: '+12025550142',
			conversation_initiation_client_data: { source_info },
		});
	});

	it('holds nothing of blank cells: an empty override would drop the call', async () => {
		await call(
			{
				dynamicVariablesMode: 'json',
				dynamicVariablesJson: '={{ { nickname: $json.nothing } }}',
				overrides: {
					firstMessage: '={{ $json.nothing }}',
					language: '={{ $json.empty }}',
					stability: '={{ $json.empty }}',
					voiceId: locator('={{ $json.empty }}'),
					moreOverrides: '={{ $json.nothing }}',
				},
				telephony: { ringingTimeoutSecs: '={{ $json.empty }}', twilioMachineDetection: 'off' },
				options: {
					userId: '={{ $json.empty }}',
					customLlmExtraBody: '={{ $json.nothing }}',
					startingWorkflowNodeId: '={{ $json.empty }}',
					procedureIds: '={{ $json.nothing }}',
				},
			},
			[{ phone: '+12025550142', empty: '' }],
		);
		expect(dialRequests(simulator)[0]?.body).toStrictEqual({
			agent_id: 'agent_simlocked',
			agent_phone_number_id: 'phnum_simtwilio',
			to_number: '+12025550142',
			conversation_initiation_client_data: { source_info },
		});
	});

	it('takes the variables from the fields of the agent, each in its own type', async () => {
		await call(
			{
				agentId: locator('agent_simappointments', 'list'),
				dynamicVariablesMode: 'fields',
				dynamicVariables: {
					mappingMode: 'defineBelow',
					value: {
						customer_name: '={{ $json.name }}',
						appointment_time: '10 am',
						company: 'Acme',
						fee: '={{ $json.fee }}',
						notes: '',
					},
					matchingColumns: [],
					schema: [
						['customer_name', 'string'],
						['appointment_time', 'string'],
						['company', 'string'],
						['fee', 'number'],
						['notes', 'string'],
					].map(([id, type]) => ({
						id,
						type,
						displayName: id,
						required: false,
						display: true,
						defaultMatch: false,
					})),
				},
			},
			[{ phone: '+12025550142', name: 'Ada', fee: '12.50' }],
		);
		expect(dialRequests(simulator)[0]?.body).toMatchObject({
			conversation_initiation_client_data: {
				dynamic_variables: {
					customer_name: 'Ada',
					appointment_time: '10 am',
					company: 'Acme',
					fee: 12.5,
				},
			},
		});
		expect(
			(dialRequests(simulator)[0]?.body as { conversation_initiation_client_data: object })
				.conversation_initiation_client_data,
		).toEqual({
			source_info,
			dynamic_variables: expect.not.objectContaining({ notes: expect.anything() }),
		});
	});

	it.each([
		['fields', ''],
		['fields', ' '],
		['fields', []],
		['fields', true],
		['pairs', ''],
		['pairs', []],
	])('has no 0 for a blank number: %s with %j', async (mode, fee) => {
		const schema = [{ id: 'fee', type: 'number', displayName: 'fee' }];
		const { error } = await call(
			{
				agentId: locator('agent_simappointments'),
				overrides: { firstMessage: 'Hi', prompt: 'The fee is {{fee}}.' },
				dynamicVariablesMode: mode,
				dynamicVariables: {
					mappingMode: 'defineBelow',
					value: { fee: '={{ $json.fee }}' },
					schema,
				},
				dynamicVariablePairs: {
					assignments: [{ id: '1', name: 'fee', type: 'number', value: '={{ $json.fee }}' }],
				},
			},
			[{ phone: '+12025550142', fee }],
		);
		expect(simulator.calls).toEqual([]);
		expect(error?.message).toMatch(/has no (?:value|number) for 'fee'/);
	});

	it.each([
		[locator('agent_simlocked'), 'agent_simpartial', 0],
		[locator('agent_simlocked'), 'agent_simlocked', 1],
		[locator('={{ "agent_simlocked" }}'), 'agent_simpartial', 1],
	])('has no variables from fields of another agent: %j, %s', async (agentId, agent, calls) => {
		const { error } = await call(
			{
				agentId,
				dynamicVariablesMode: 'fields',
				dynamicVariables: {
					mappingMode: 'defineBelow',
					value: { name: 'Ada' },
					schema: [{ id: 'name', type: 'string', displayName: 'name', agent }],
				},
				options: { checkAgent: false },
			},
			[{ phone: '+12025550101' }],
		);
		expect(simulator.callsTo('+12025550101')).toBe(calls);
		if (calls === 0) {
			expect(error?.message).toBe("'Agent Variables' belong to another agent");
			expect(error?.description).toContain('Refresh Variable List');
		}
	});

	it('calls nobody without the variables that n8n drops because they were for another agent', async () => {
		const { error } = await call(
			{
				agentId: locator('agent_simlocked'),
				variablesFitAgent: false,
				dynamicVariablesMode: 'fields',
				dynamicVariables: {
					mappingMode: 'defineBelow',
					value: { name: 'Ada' },
					schema: [{ id: 'name', type: 'string', displayName: 'name' }],
				},
				options: { checkAgent: false },
			},
			[{ phone: '+12025550101' }],
		);
		expect(simulator.calls).toEqual([]);
		expect(error?.message).toBe("'Agent Variables' belong to another agent");
	});

	it.each(['fields', 'json'])(
		'says where fields come from if one is missing, given as %s',
		async (dynamicVariablesMode) => {
			const { error } = await call(
				{ agentId: locator('agent_simappointments'), dynamicVariablesMode },
				[{ phone: '+12025550101' }],
			);
			expect(error?.message).toContain("has no value for 'customer_name'");
			const advice = expect.stringContaining('Refresh Variable List');
			expect(error?.description).toEqual(
				dynamicVariablesMode === 'fields' ? advice : expect.not.stringContaining('Refresh'),
			);
		},
	);

	it("accepts the URL of the agent's page", async () => {
		await call(
			{
				agentId: locator(
					'https://elevenlabs.io/app/agents/agents/agent_simlocked?branch=1#settings',
					'url',
				),
			},
			[{ phone: '+12025550142' }],
		);
		expect(dialRequests(simulator)[0]?.body).toMatchObject({ agent_id: 'agent_simlocked' });
	});

	it('carries the key and no redirect can take it elsewhere', async () => {
		simulator.addFault({
			match: { method: 'POST' },
			action: { status: 307, headers: { location: `${simulator.url}/v1/convai/exotel` } },
		});
		const { items } = await call({}, [{ phone: '+12025550142' }], {
			onError: 'continueRegularOutput',
		});
		expect(dialRequests(simulator).map(({ apiKey, path }) => [apiKey, path])).toEqual([
			['sim-full', '/v1/convai/twilio/outbound-call'],
		]);
		expect(items[0]?.json).toMatchObject({ details: { call_may_have_been_placed: true } });
	});
});

describe('look-ups', () => {
	it('are two for a run of a thousand rows', async () => {
		const { items } = await call({}, rowsOf(1000));
		expect(items).toHaveLength(1000);
		expect(simulator.requests).toHaveLength(1002);
		expect(new Set(simulator.calls.map(({ number: to }) => to)).size).toBe(1000);
	});

	it('are one per agent, and none with Check Agent turned off', async () => {
		const agents = ['agent_simlocked', 'agent_simsurvey01', 'agent_simlocked'];
		const rows = agents.map((agent, index) => ({ phone: number(index), agent }));
		const byExpression = { agentId: locator('={{ $json.agent }}') };
		await call(byExpression, rows);
		const agentReads = () =>
			simulator.requests.filter(({ path }) => path.startsWith('/v1/convai/agents/')).length;
		expect(agentReads()).toBe(2);

		simulator.reset();
		await call({ ...byExpression, options: { checkAgent: false } }, rows);
		expect(agentReads()).toBe(0);
		expect(simulator.calls).toHaveLength(3);
	});

	it('fall back to the older list of numbers on a host that lacks the newer one', async () => {
		const older = await startSimulator({ phoneNumbersV2: false });
		try {
			const { items } = await call({}, [{ phone: '+12025550142' }], {
				credential: { ...credential(), baseUrl: older.url },
			});
			expect(items[0]?.json.success).toBe(true);
			expect(older.requests.map(({ path }) => path)).toEqual([
				'/v1/convai/v2/phone-numbers',
				'/v1/convai/phone-numbers',
				'/v1/convai/agents/agent_simlocked',
				'/v1/convai/twilio/outbound-call',
			]);
		} finally {
			await older.close();
		}
	});

	it('page through the numbers until the wanted one is found', async () => {
		const crowded = await startSimulator();
		try {
			const [template] = crowded.phoneNumbers.values();
			for (let index = 0; index < 250; index++) {
				const id = `phnum_extra${index}`;
				crowded.phoneNumbers.set(id, { ...template!, phone_number_id: id });
			}
			const { items } = await call({ phoneNumberId: locator('phnum_extra249') }, rowsOf(1), {
				credential: { ...credential(), baseUrl: crowded.url },
			});
			expect(items[0]?.json.success).toBe(true);
			expect(crowded.requests.filter(({ path }) => path.includes('phone-numbers'))).toHaveLength(3);
		} finally {
			await crowded.close();
		}
	});
});

describe('a call that would drop or cannot be made', () => {
	const refused = async (parameters: IDataObject, row: IDataObject = { phone: '+12025550142' }) => {
		const { error } = await call(parameters, [row]);
		expect(simulator.calls).toEqual([]);
		return error;
	};

	it.each([
		['phnum_simsipinbound', 'PBX Berlin, inbound only', 'has no outbound SIP trunk'],
		['phnum_simtwilioinbound', '', 'is set to receive calls only'],
	])('%s is refused by its name', async (id, name, reason) => {
		const error = await refused({ phoneNumberId: locator(id) });
		expect(error?.message).toContain(`'From Number' '${name}`);
		expect(error?.message).toMatch(new RegExp(`${reason}$`));
	});

	it('says so when the number itself was given in place of its ID', async () => {
		const error = await refused({ phoneNumberId: locator('+1 (202) 555-0190') });
		expect(error?.description).toContain('phnum_simtwilio');
	});

	it('names the override that the agent does not allow', async () => {
		const error = await refused({ overrides: { firstMessage: 'Hi', speed: 1 } });
		expect(error?.message).toBe(
			"'First Message' is not allowed by the agent 'Locked', so the call would drop when it is answered; 'Speed' is not allowed by the agent 'Locked', so the call would drop when it is answered",
		);
	});

	it('names the variables that the agent needs, and the text that needs them', async () => {
		const error = await refused({
			agentId: locator('agent_simappointments'),
			dynamicVariablesMode: 'json',
			dynamicVariablesJson: '{"customer_name":"Ada","company":"Acme","fee":1}',
		});
		expect(error?.message).toBe(
			"'Variables (JSON)' has no value for 'appointment_time' (used in the system prompt), so the call would drop when it is answered",
		);
	});

	it.each([
		['Speed', { speed: 1.21 }, 'must be a number from 0.7 to 1.2'],
		['Speed', { speed: '={{ "fast" }}' }, 'must be a number from 0.7 to 1.2'],
		['Stability', { stability: -0.01 }, 'must be a number from 0 to 1'],
		['Similarity Boost', { similarityBoost: 2 }, 'must be a number from 0 to 1'],
	])('%s has its range: %j', async (label, overrides, text) => {
		const error = await refused({ overrides });
		expect(error?.message).toContain(`'${label}' ${text}`);
	});

	it.each([
		[
			'variables',
			{ dynamicVariablesMode: 'json', dynamicVariablesJson: '{"a": ' },
			'Variables (JSON)',
		],
		['overrides', { overrides: { moreOverrides: '[]' } }, 'More Overrides (JSON)'],
		[
			'a reserved name',
			{ dynamicVariablesMode: 'json', dynamicVariablesJson: '{"system__time": 1}' },
			'Variables (JSON)',
		],
	])(
		'%s that cannot be read are refused by the label of the parameter',
		async (_, parameters, label) => {
			const error = await refused(parameters);
			expect(error?.message).toContain(`'${label}' `);
		},
	);

	it('lists all that is wrong with an item at once', async () => {
		const error = await refused(
			{ overrides: { speed: 9 }, telephony: { ringingTimeoutSecs: 0 } },
			{ phone: '' },
		);
		expect(error?.message).toContain("'To Number' is empty; 'Speed' must be");
	});

	it('a parameter that n8n cannot evaluate fails its item alone', async () => {
		const { items } = await call(
			{ toNumber: '={{ $json.person.phone }}', overrides: {} },
			[{ person: { phone: '+12025550142' } }, { person: null }],
			{ onError: 'continueRegularOutput' },
		);
		expect(items[0]?.json.success).toBe(true);
		expect(items[1]?.json.error).toContain('[item 1]');
		expect(simulator.calls).toHaveLength(1);
	});
});

describe('rows with several mistakes', () => {
	const VARIABLES = { customer_name: 'Ada', appointment_time: '9:00', company: 'Acme', fee: 1 };
	const rows = [
		{ phone: number(0), variables: VARIABLES },
		{ phone: '202 555 0101', variables: { ...VARIABLES, company: undefined } },
		{ phone: '202 555 0102', variables: VARIABLES },
		{ phone: 'none', variables: { ...VARIABLES, company: undefined } },
	];
	const parameters = {
		agentId: locator('agent_simappointments'),
		phoneNumberId: locator('phnum_nobody'),
		dynamicVariablesMode: 'json',
		dynamicVariablesJson: '={{ $json.variables }}',
	};

	it('say all of them at once, each with its items', async () => {
		const { error } = await call({ ...parameters, phoneNumberId: PLAIN_CALL.phoneNumberId }, rows);
		expect(simulator.calls).toEqual([]);
		expect(error?.message).toBe('Nobody was called: 3 of 4 items need fixing');
		expect(error?.description?.split('\n')).toEqual([
			expect.stringMatching(/^• Items 1–2: 'To Number' has no country code\. /),
			expect.stringMatching(/^• Items 1 and 3: 'Variables \(JSON\)' has no value for 'company'/),
			expect.stringMatching(/^• Item 3: 'To Number' contains letters\. /),
			expect.stringContaining("'On Error'"),
		]);
	});

	it('say all of them in the output', async () => {
		const { items } = await call(parameters, rows, { onError: 'continueRegularOutput' });
		expect(simulator.calls).toEqual([]);
		const errors = items.map(({ json }) => String(json.error));
		expect(errors[1]).toMatch(/'To Number'.*'From Number'.*'Variables \(JSON\)'/);
		expect(errors[0]).toMatch(/^'From Number'/);
	});
});

describe('fifty rows of which five are bad', () => {
	const bad = [4, 13, 22, 31, 49];
	const rows = rowsOf(50).map((row) =>
		bad.includes(row.row) ? { ...row, phone: '1.41556E+10' } : row,
	);
	const good = rows.filter(({ row }) => !bad.includes(row));

	it('with "stop" call nobody, and the error names the bad rows', async () => {
		const { error, items } = await call({}, rows);
		expect(simulator.calls).toEqual([]);
		expect(items).toEqual([]);
		expect(error?.message).toBe('Nobody was called: 5 of 50 items need fixing');
		expect(error?.description?.split('\n')).toEqual([
			"• Items 4, 13, 22, 31 and 49: 'To Number' is in scientific notation: a spreadsheet shortened it, and digits are missing. Format the column as plain text in the spreadsheet and enter the numbers again.",
			expect.stringMatching(/call the others.*'Continue \(using error output\)'/),
		]);
	});

	it('with "continue" call the others once each; the failed ones keep their input', async () => {
		const { items } = await call({}, rows, { onError: 'continueRegularOutput' });
		expect(simulator.calls).toHaveLength(45);
		for (const { phone } of good) expect(simulator.callsTo(phone)).toBe(1);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(rows.map((_, item) => ({ item })));
		expect(items.filter(({ json }) => json.success === true)).toHaveLength(45);
		for (const row of bad) {
			expect(items[row]?.json).toMatchObject({
				...rows[row],
				error: expect.stringContaining(`[item ${row}]`),
				details: {
					parameter: 'To Number',
					description: expect.stringContaining('plain text'),
					call_may_have_been_placed: false,
				},
			});
		}
	});

	it('with an error output send the failed ones there, with their input, paired', async () => {
		const { items, errorItems } = await call({}, rows, { onError: 'continueErrorOutput' });
		expect(simulator.calls).toHaveLength(45);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			good.map(({ row }) => ({ item: row })),
		);
		expect(errorItems.map(({ pairedItem }) => pairedItem)).toEqual(bad.map((item) => ({ item })));
		expect(errorItems.map(({ json }) => json)).toEqual(
			bad.map((row) =>
				expect.objectContaining({
					...rows[row],
					error: expect.stringContaining(`[item ${row}]`),
				}),
			),
		);
	});
});

describe('a column of the user', () => {
	it('that is called details is not overwritten, and the error says what to do', async () => {
		const rows = [{ phone: '', details: 'mine' }];
		const regular = await call({}, rows, { onError: 'continueRegularOutput' });
		expect(regular.items[0]?.json).toEqual({
			phone: '',
			details: 'mine',
			error: expect.stringMatching(/^'To Number' is empty\. .+ \[item 0\]$/),
		});
		const errorOutput = await call({}, rows, { onError: 'continueErrorOutput' });
		expect(errorOutput.errorItems[0]?.json).toEqual(regular.items[0]?.json);
	});
});

describe('when ElevenLabs says no', () => {
	const middle = number(1);
	const rows = rowsOf(3);
	const refuse = (status: number, body: unknown) =>
		simulator.addFault({ match: { toNumber: middle }, action: { status, body } });

	it('a 200 with success: false is a failed item', async () => {
		simulator.addFault({ match: { toNumber: middle }, action: { successFalse: 'No credit.' } });
		const { items } = await call({}, rows, { onError: 'continueRegularOutput' });
		expect(items.map(({ json }) => json.success)).toEqual([true, undefined, true]);
		expect(items[1]?.json).toMatchObject({
			error: `The call to …${middle.slice(-4)} was not placed: ElevenLabs responded: No credit [item 1]`,
			details: { http_status: 200, call_may_have_been_placed: false },
		});
	});

	it('a 422 names the field and the request', async () => {
		refuse(422, {
			detail: [{ loc: ['body', 'to_number'], msg: 'Not a phone number', type: 'value_error' }],
		});
		const { items } = await call({}, rows, { onError: 'continueRegularOutput' });
		const request = dialRequests(simulator).find(({ toNumber }) => toNumber === middle);
		expect(items[1]?.json).toMatchObject({
			error: `The call to …${middle.slice(-4)} was not placed: ElevenLabs did not accept the request (to_number: Not a phone number) [item 1]`,
			details: {
				parameter: 'to_number',
				http_status: 422,
				request_id: request?.id,
				description: `Correct the value and run the node again. (Request ID: ${request?.id})`,
			},
		});
	});

	it.each([
		[
			'an object',
			{ code: 'quota_exceeded', message: 'No quota.', request_id: 'req_1' },
			'No quota',
		],
		['a text', 'Payment needed', 'Payment needed'],
		['HTML from a proxy', undefined, 'HTTP 402'],
	])('a detail that is %s is shown', async (_, detail, shown) => {
		refuse(402, detail === undefined ? '<html>Payment Required</html>' : { detail });
		const { items } = await call({}, rows, { onError: 'continueRegularOutput' });
		expect(items[1]?.json.error).toContain(shown);
		expect(items[1]?.json.error).not.toContain('<html>');
	});

	it('with "stop" the rest is not called, and the calls placed before are in the error', async () => {
		refuse(422, { detail: 'No' });
		const { error } = await call({ options: { maxInFlight: 1 } }, rowsOf(5));
		expect(simulator.calls.map(({ number: to }) => to)).toEqual([number(0)]);
		expect(error?.message).toBe(
			`Item 1: The call to …${middle.slice(-4)} was not placed: ElevenLabs responded: No`,
		);
		expect(error?.description).toContain(
			`Already placed: item 0: ${simulator.calls[0]?.conversationId}.`,
		);
		expect(error?.description).toContain('Not called: items 2–4.');
		expect(error).toMatchObject({ httpCode: '422', context: { itemIndex: 1 } });
	});

	it('a key that may not dial is refused once, and says which permission it lacks', async () => {
		const { error } = await call({}, [rows[0]!], { credential: credential('sim-no-write') });
		expect(dialRequests(simulator)).toHaveLength(1);
		expect(error?.message).toContain('convai_write');
		expect(error?.description).toContain('Give the API key this permission');
	});

	it('a wrong key fails every item, after one request for all of them', async () => {
		const { items } = await call({}, rows, {
			credential: credential('wrong'),
			onError: 'continueRegularOutput',
		});
		expect(items.map(({ json }) => json.error)).toEqual(
			[0, 1, 2].map((item) =>
				expect.stringMatching(new RegExp(`API key.*\\[item ${item}\\]$`, 'i')),
			),
		);
		expect(dialRequests(simulator)).toEqual([]);
	});

	it('never shows the key or a whole number', async () => {
		refuse(500, { detail: 'x' });
		const { error } = await call({}, rows);
		const shown = JSON.stringify([error?.message, error?.description]);
		expect(shown).not.toContain('sim-full');
		expect(shown).not.toContain(middle);
	});
});

describe('when the answer is lost', () => {
	const rows = rowsOf(3);
	const to = number(1);

	it.each([
		['the connection breaks after the call', { reset: 'after' as const }, 1],
		['the connection breaks before the call', { reset: 'before' as const }, 0],
		['half an answer comes', { truncate: true as const }, 1],
		['a proxy answers 502', { status: 502, body: '<html>Bad Gateway</html>', placeCall: true }, 1],
		['ElevenLabs answers 500', { status: 500, placeCall: true }, 1],
		['the request times out over there', { status: 408, placeCall: true }, 1],
		['the answer is no JSON', { status: 200, body: '<html>ok</html>', placeCall: true }, 1],
		['the answer lacks success', { status: 200, body: { ok: 1 }, placeCall: true }, 1],
	])('because %s, it is looked for, and never dialed again', async (_, action, times) => {
		simulator.addFault({ match: { toNumber: to }, action });
		const { items } = await call({}, rows, { onError: 'continueRegularOutput' });
		expect(simulator.callsTo(to)).toBe(times);
		expect(dialRequests(simulator).filter(({ toNumber }) => toNumber === to)).toHaveLength(1);
		const placed = simulator.calls.find(({ number: phoned }) => phoned === to);
		expect(items[1]?.json).toMatchObject(
			placed === undefined
				? {
						error: expect.stringContaining(`The call to …${to.slice(-4)} may have been placed: `),
						details: {
							call_may_have_been_placed: true,
							description: expect.stringContaining('Look for it under Conversations'),
						},
					}
				: {
						success: true,
						message: expect.stringContaining('found among the conversations'),
						conversation_id: placed.conversationId,
						callSid: placed.callSid,
					},
		);
		expect(JSON.stringify(items[1]?.json)).not.toMatch(/retry/i);
	});

	it('because nobody listens there, nobody was called', async () => {
		const gone = await startSimulator();
		await gone.close();
		const { error } = await call({}, [rows[0]!], {
			credential: { ...credential(), baseUrl: gone.url },
		});
		expect(error?.message).toBe('ElevenLabs could not be reached (ECONNREFUSED)');
	});
});

describe('concurrent requests', () => {
	it.each([
		['max four', 4, {}],
		['as many as the option says', 9, { maxInFlight: 9 }],
	])('are %s', async (_, most, options) => {
		const rows = rowsOf(30);
		const held = simulator.hold();
		const running = call({ options }, rows);
		for (let answered = 0; answered <= rows.length - most; answered++) {
			await held.reaches(most);
			held.release();
		}
		held.end();
		await running;
		expect(simulator.maxInFlight).toBe(most);
		expect(simulator.calls).toHaveLength(rows.length);
	});

	it('end with the execution: nobody is called after it is canceled', async () => {
		await call(
			{ options: { maxInFlight: 1 } },
			rowsOf(10),
			cancelledAfter(simulator, { answered: 1 }),
		);
		expect(simulator.calls).toHaveLength(2);
	});
});
