import fc from 'fast-check';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { credentialOf, number, ON_WHATSAPP } from './plainCalls';
import { locator, nodeUnderTest, runWorkflow } from './workflowRun';
import { simulator } from './quickSimulator';
import { submittedBatch } from './submittedBatch';

/*
 * Whatever an expression gives to a parameter, either the request has just what the documented rule
 * makes of it, or the item fails naming the parameter, before anyone is called. The rules are written
 * here again, in other words than the code.
 */

let conversationId: string;
/** A batch that is over. */
let batchId: string;

/** What can't be written in JSON, by the name that stands for it in a row. */
const NO_JSON = ['NaN', 'Infinity', '-Infinity', 'undefined'] as const;
const ABSENT = Symbol('a blank that leaves the parameter unset');
const REFUSED = Symbol('an error that names the parameter');

interface Row {
	value: unknown;
	/** Set if the value has no JSON. */
	special?: (typeof NO_JSON)[number];
}

const EXPRESSION =
	"={{ $json.special === 'NaN' ? NaN : $json.special === 'Infinity' ? Infinity : $json.special === '-Infinity' ? -Infinity : $json.special === 'undefined' ? undefined : $json.value }}";

const written: unknown[] = [
	...[true, false, 'true', 'false', 'TRUE', 'False', 'yes', 'No', 'on', '1', '0', 'maybe'],
	...[0, 1, 2, 3, 4, 5, 7, 10, 50, 600, 999, 1000, 7200, 7201, -1, 0.5, 0.9, 1.1, 2.5, 46349, 2026],
	...['2', '5', '0.9', '2.5', '2,5', '10/min', 'four', '1e3', '0x10', '٣', ' 5 ', '5\r\n', '-1'],
	...[2 ** 53, 12345678901234567000, 1e300, 1_793_491_200, 1_793_491_200_000, 20261123],
	...['', ' ', '\t', '\u200b', null],
	...[
		'NaN',
		'Infinity',
		'undefined',
		'null',
		'[object Object]',
		'x [object Object]',
		'Invalid DateTime',
	],
	...['a', 'a b', ' voice9\r\n', 'gpt-4o ', ' de ', '\ufeffcrm-1', 'lead-undefined', 'a/b', '../x'],
	...[
		'a,b',
		'a; b',
		'a\nb',
		'["a","b"]',
		'["a"',
		'{"a": 1}',
		'{"a": 1e400}',
		'{',
		'{"id": 12345678901234567890}',
	],
	...[
		'EST',
		'BST',
		'UTC',
		'Europe/Berlin',
		'Europe/Atlantis',
		'09:00',
		'9:00',
		'24:00',
		'25:00',
		'08:30:00',
	],
	...[
		'1,2,3',
		'[1,2]',
		'8',
		'Monday',
		'DE',
		'uk',
		'USA',
		'Germany',
		'none',
		'international',
		'Narnia',
	],
	...[
		'enable',
		'detect_message_end',
		'off',
		'asc',
		'DESC',
		'name',
		'success',
		'2026-11-01',
		'yesterday',
	],
	...['+12025551000', '+1*', '+49*', '+44 20', '1 (202) 555-1000', 'agent_simlocked', 'conv_x'],
	...[
		[],
		{},
		['a'],
		['a ', '', 'b'],
		[1, 2],
		[NaN],
		[null],
		{ a: 1 },
		{ value: 'a' },
		[['a']],
		[{}],
	],
	...[{ hours: {} }, { a: { b: [2 ** 60] } }, { constructor: 1 }, { a: '[object Object]' }],
];

/** The same in each run, so no run can fail by chance. */
const generated = fc.sample(fc.jsonValue({ maxDepth: 2 }), { numRuns: 40, seed: 9 });

const ROWS: Row[] = [
	// n8n keeps items as JSON, in which NaN is null.
	...[...written, ...generated].map((value) => ({
		value: JSON.parse(JSON.stringify(value)) as unknown,
	})),
	...NO_JSON.map((special) => ({ value: null, special })),
];

const valueOf = ({ value, special }: Row): unknown =>
	special === undefined ? value : special === 'undefined' ? undefined : Number(special);

// The rules.

const isBlank = (value: unknown) =>
	value === undefined || value === null || (typeof value === 'string' && strip(value) === '');
const strip = (text: string) => text.replace(/[\u200b\ufeff]/g, '').trim();
const isPlain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

type Rule = (value: unknown) => unknown;

const isNone = (value: unknown): boolean => {
	if (typeof value === 'number') {
		return !Number.isFinite(value) || (Number.isInteger(value) && Math.abs(value) > 2 ** 53 - 1);
	}
	if (typeof value === 'string') {
		return (
			['NaN', 'Infinity', '-Infinity', 'undefined'].includes(strip(value)) ||
			['[object ', 'Invalid Date'].some((part) => value.includes(part))
		);
	}
	return typeof value === 'object' && value !== null && Object.values(value).some(isNone);
};

const boolean: Rule = (value) => {
	const text = isPlain(value) ? strip(String(value)).toLowerCase() : '';
	if (['true', 'yes', '1'].includes(text)) return true;
	return ['false', 'no', '0'].includes(text) ? false : REFUSED;
};

const numberFrom =
	(min: number, max = Infinity, whole = true, blank: unknown = ABSENT): Rule =>
	(value) => {
		if (isBlank(value)) return blank;
		const isText = typeof value === 'string' && /^[+-]?\d+(\.\d+)?$/.test(strip(value));
		if ((typeof value !== 'number' && !isText) || isNone(Number(value))) return REFUSED;
		const read = Number(isText ? strip(value) : value);
		return read >= min && read <= max && (!whole || Number.isInteger(read)) ? read : REFUSED;
	};

const text: Rule = (value) => {
	if (isBlank(value)) return ABSENT;
	return isPlain(value) && !isNone(value) ? String(value) : REFUSED;
};

const code: Rule = (value) => {
	const read = text(value);
	return typeof read === 'string' ? strip(read) || ABSENT : read;
};

const key: Rule = (value) => {
	const read = code(value);
	return typeof read === 'string' && ['lead-undefined', 'null'].includes(read) ? REFUSED : read;
};

const required =
	(rule: Rule): Rule =>
	(value) => {
		const read = rule(value);
		return read === ABSENT ? REFUSED : read;
	};

const list =
	(accepts: (entry: string) => boolean): Rule =>
	(value) => {
		if (isBlank(value)) return ABSENT;
		let entries: unknown = value;
		if (typeof value === 'number') entries = [value];
		if (typeof value === 'string') {
			entries = strip(value).startsWith('[') ? parsed(value) : strip(value).split(/[,;\n\r]/);
		}
		if (!Array.isArray(entries)) return REFUSED;
		const read = entries.map(code).filter((entry) => entry !== ABSENT);
		if (read.some((entry) => typeof entry !== 'string' || !accepts(entry))) return REFUSED;
		return read.length === 0 ? ABSENT : read;
	};

const ids = list((entry) => /^[\w-]+$/.test(entry));
const codes = list(() => true);

const parsed = (value: string): unknown => {
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return REFUSED;
	}
};

const jsonObject: Rule = (value) => {
	if (isBlank(value)) return ABSENT;
	const object = typeof value === 'string' ? parsed(value) : value;
	if (typeof object !== 'object' || object === null || Array.isArray(object)) return REFUSED;
	if (isNone(object)) return REFUSED;
	return Object.keys(object).length === 0 ? ABSENT : object;
};

const oneOf =
	(...choices: string[]): Rule =>
	(value) => {
		const chosen = typeof value === 'string' ? strip(value).toLowerCase() : '';
		return choices.includes(chosen) ? chosen : REFUSED;
	};

const unlessBlank =
	(rule: Rule): Rule =>
	(value) =>
		isBlank(value) ? ABSENT : rule(value);

/** One parameter, and how it is seen what became of its value. */
interface Case {
	/** The operation, and the way to the parameter from there. */
	at: string;
	/** Parameters with {@link EXPRESSION} at the one under test. */
	parameters: IDataObject;
	rule: Rule;
	/** The outcome of an item that did not fail by its label, in the rule's words. */
	seen: (item: IDataObject, index: number, expected: unknown) => unknown;
	/** A failure in which the rule has no say, e.g. as ElevenLabs does not know an ID. */
	elsewhere?: RegExp;
}

interface Body extends IDataObject {
	conversation_initiation_client_data?: IDataObject;
	/** The one recipient of a batch. */
	recipients?: Array<{ phone_number: string; conversation_initiation_client_data?: IDataObject }>;
}

/** The request of a dry run; that of a batch also in the shape of a single call. */
function bodyOf(item: IDataObject): Body {
	const { body } = item.request as { body: Body };
	const [recipient] = body.recipients ?? [];
	if (recipient === undefined) return body;
	const { branch_id, environment } = body;
	return {
		...body,
		to_number: recipient.phone_number,
		conversation_initiation_client_data: {
			...recipient.conversation_initiation_client_data,
			branch_id,
			environment,
		},
	};
}

function at(value: unknown, path: string): unknown {
	const found = path
		.split('.')
		.reduce<unknown>((inner, name) => (inner as IDataObject | undefined)?.[name], value);
	return found === undefined ? ABSENT : found;
}

const sent = (path: string) => (item: IDataObject) => at(bodyOf(item), path);
const sentData = (path: string) => sent(`conversation_initiation_client_data.${path}`);
const sentOverride = (path: string) => sentData(`conversation_config_override.${path}`);

const call = (more: IDataObject, options: IDataObject = {}): IDataObject => ({
	resource: 'call',
	operation: 'outboundCall',
	agentId: locator('agent_simlocked'),
	phoneNumberId: locator('phnum_simtwilio'),
	toNumber: number(0),
	dynamicVariablesMode: 'json',
	...more,
	options: { dryRun: true, checkAgent: false, skipRepeatedNumbers: false, ...options },
});

const override = (name: string, path: string, rule: Rule, value: unknown = EXPRESSION): Case => ({
	at: `call.outboundCall/overrides/${name}`,
	parameters: call({ overrides: { [name]: value } as IDataObject }),
	rule,
	seen: sentOverride(path),
});

const option = (
	name: string,
	rule: Rule,
	seen: Case['seen'],
	more: { parameters?: IDataObject; options?: IDataObject } = {},
): Case => ({
	at: `call.outboundCall/options/${name}`,
	parameters: call(more.parameters ?? {}, { ...more.options, [name]: EXPRESSION }),
	rule,
	seen,
});

/** Only whether the value is accepted shows in a dry run. */
const accepted = () => true;
const ifAccepted =
	(rule: Rule): Rule =>
	(value) =>
		rule(value) === REFUSED ? REFUSED : true;

/** A field of an option that is a collection of one group. */
const field =
	(collection: string, group: string, fields: IDataObject) =>
	(name: string, rule: Rule): Case => ({
		...option(collection, ifAccepted(rule), accepted),
		at: `call.outboundCall/options/${collection}/${name}`,
		parameters: call({}, { [collection]: { [group]: { ...fields, [name]: EXPRESSION } } }),
	});

const hours = field('callingHours', 'hours', {
	from: '00:00',
	to: '24:00',
	weekdays: [1, 2, 3, 4, 5, 6, 7],
	timeZone: 'UTC',
});

const limit = field('contactLimit', 'limit', { maxCalls: 1, days: 1, hoursApart: 0 });

/** @param none the reason if the list has no entries */
const numbers = (name: string, listed: string, other: string, none: unknown = REFUSED): Case =>
	option(
		name,
		(value) => {
			const entries = Array.isArray(value) ? value.map(String) : String(value).split(/[,;\n]/);
			const known = ['+12025551000', '+1*', '+49*'];
			if (entries.length === 0) return none;
			if (!entries.every((entry) => known.includes(entry.trim()))) return REFUSED;
			return entries.some((entry) => ['+12025551000', '+1*'].includes(entry.trim()))
				? listed
				: other;
		},
		(item) => item.reason,
	);

const time =
	(accepts: (minutes: number) => boolean): Rule =>
	(value) => {
		const [, hour = '99', minute = '99'] =
			/^(\d?\d):(\d\d)(?::00)?$/.exec(typeof value === 'string' ? strip(value) : '') ?? [];
		const minutes = Number(hour) * 60 + Number(minute);
		return minutes <= 1440 && Number(minute) < 60 && accepts(minutes) ? minutes : REFUSED;
	};

/** A number that the carrier refuses, so that a batch with it is over at once. */
const UNREACHED = '+33145550107';

/** Requests of the simulator that came of one item, by what they ask for. */
const queried = (name: string) => (_: IDataObject, index: number) => at(queries[index], name);
let queries: IDataObject[] = [];

const listing = (
	operation: string,
	name: string,
	query: string,
	rule: Rule,
	value: unknown = EXPRESSION,
	collection = 'filters',
): Case => ({
	at: `${operation}/${collection}/${name}`,
	parameters: {
		...operationOf(operation),
		limit: 1,
		simplify: false,
		[collection]: { [name]: value } as IDataObject,
	},
	rule,
	seen: queried(query),
	// The filter is passed on as it was read; what it finds is ElevenLabs' affair.
	elsewhere: /^ElevenLabs/,
});

function operationOf(path: string): IDataObject {
	const [resource = '', operation = ''] = path.split('.');
	return { resource, operation };
}

/** A filter as it goes into an address. */
const inQuery =
	(rule: Rule): Rule =>
	(value) => {
		const read = rule(value);
		if (Array.isArray(read)) return read.length === 1 ? String(read[0]) : read.map(String);
		return typeof read === 'symbol' ? read : String(read);
	};

const moment: Rule = (value) => {
	if (isBlank(value)) return ABSENT;
	const digits = typeof value === 'number' ? value : Number(/^\d{9,}$/.exec(String(value))?.[0]);
	if (digits >= 1e9 && digits < 1e10) return digits;
	if (digits >= 1e12 && digits < 1e13) return Math.floor(digits / 1000);
	// The only dates among the values; the workflow's time zone is New York's.
	if (value === '2026-11-01') return Date.parse('2026-11-01T00:00:00-04:00') / 1000;
	return REFUSED;
};

const filterCases = (
	operation: string,
	filters: Array<[name: string, query: string, rule: Rule]>,
	collection?: string,
) =>
	filters.map(([name, query, rule]) =>
		listing(operation, name, query, inQuery(rule), EXPRESSION, collection),
	);

/** What the results include, which was once chosen among the filters. */
const included: Parameters<typeof filterCases>[1] = [
	['includeCollectedData', 'data_collection_ids', codes],
	['includeEvaluationResults', 'evaluation_criteria_ids', codes],
	[
		'includeSummary',
		'summary_mode',
		(value) => {
			const read = unlessBlank(boolean)(value);
			return read === true ? 'include' : read === false ? ABSENT : read;
		},
	],
];

const conditions = (name: string, query: string): Case[] => [
	listing('conversation.getAll', name, query, conditionRule, {
		conditions: [{ name: 'plan', operator: 'eq', value: EXPRESSION }],
	}),
];

const conditionRule: Rule = (value) => {
	const entries = codes(Array.isArray(value) ? value : [value]);
	if (!Array.isArray(entries)) return entries;
	return entries.length === 1 ? `plan:eq:${String(entries[0])}` : REFUSED;
};

const pageSizeOf = (operation: string) =>
	operation === 'batchCall.getAll' ? 'limit' : 'page_size';

const limits = (operation: string, more: IDataObject = {}): Case[] => [
	{
		at: `${operation}/returnAll`,
		parameters: { ...operationOf(operation), returnAll: EXPRESSION, limit: 1, ...more },
		rule: boolean,
		seen: (_, index) => Number(queries[index]?.[pageSizeOf(operation)]) > 1,
		elsewhere: /^ElevenLabs/,
	},
	{
		at: `${operation}/limit`,
		parameters: { ...operationOf(operation), returnAll: false, limit: EXPRESSION, ...more },
		rule: (value) => {
			const read = numberFrom(1, Infinity, true, 50)(value);
			return typeof read === 'number' ? String(Math.min(read, 100)) : read;
		},
		seen: queried(pageSizeOf(operation)),
	},
	...['sortBy', 'direction'].map((name): Case => ({
		at: `${operation}/sort/${name}`,
		parameters: {
			...operationOf(operation),
			limit: 1,
			sort: { [name]: EXPRESSION } as IDataObject,
		},
		rule: unlessBlank(
			name === 'direction' ? oneOf('asc', 'desc') : oneOf(...(SORTS[operation] ?? [])),
		),
		seen: queried(name === 'direction' ? 'sort_direction' : 'sort_by'),
	})),
];

const SORTS: Record<string, string[]> = {
	'agent.getAll': ['name', 'created_at', 'call_count_7d'],
	'phoneNumber.getAll': ['label', 'phone_number'],
};

/** What only a whole answer has. */
const RAW_PARTS = ['metadata', 'platform_settings', 'call_duration_secs', 'created_at_unix'];

const simplified = (operation: string, parameters: IDataObject): Case => ({
	at: `${operation}/simplify`,
	parameters: { ...operationOf(operation), ...parameters, simplify: EXPRESSION },
	rule: boolean,
	// A simplified answer doesn't have these parts.
	seen: (item) => !RAW_PARTS.some((name) => name in ((item.conversation ?? item) as IDataObject)),
	elsewhere: /^ElevenLabs/,
});

/** None of the values is the name of a detail. */
const detailNames: Rule = (value) => {
	const read = codes(value);
	return read === ABSENT || read === REFUSED ? read : REFUSED;
};

const including = (operation: string, parameters: IDataObject): Case => ({
	at: `${operation}/include`,
	parameters: { ...operationOf(operation), ...parameters, include: EXPRESSION },
	rule: detailNames,
	seen: (item) => (item.error === undefined ? ABSENT : 'an error'),
	elsewhere: /^ElevenLabs/,
});

const locatorOf = (value: string) => ({ __rl: true, mode: 'id', value });

const variables = (name: string, parameters: IDataObject, rule: Rule): Case => ({
	at: `call.outboundCall/${name}`,
	parameters: call(parameters),
	rule,
	seen: sentData('dynamic_variables'),
});

/** What ElevenLabs accepts as the value of a variable. */
const variable: Rule = (value) => {
	if (value === undefined || value === null) return ABSENT;
	if (isNone(value)) return REFUSED;
	return isPlain(value) ? value : JSON.stringify(value);
};

const wrapped =
	(name: string, rule: Rule): Rule =>
	(value) => {
		const read = rule(value);
		return typeof read === 'symbol' ? read : { [name]: read };
	};

const callCases: Case[] = [
	{
		at: 'call.outboundCall/agentId',
		parameters: call({ agentId: locatorOf(EXPRESSION) }),
		rule: (value) => {
			const read = required(code)(value);
			return typeof value === 'string' ? read : REFUSED;
		},
		seen: sent('agent_id'),
	},
	{
		at: 'call.outboundCall/phoneNumberId',
		parameters: call({ phoneNumberId: locatorOf(EXPRESSION) }),
		// None of the values is the ID of a number in the workspace.
		rule: () => REFUSED,
		seen: sent('agent_phone_number_id'),
	},
	{
		at: 'call.outboundCall/toNumber',
		parameters: call({ toNumber: EXPRESSION }),
		rule: (value) => {
			const digits = String(value).replace(/\D/g, '');
			return String(value).trim().startsWith('+') && /^[+\d() -]{8,}$/.test(String(value).trim())
				? `+${digits}`
				: REFUSED;
		},
		seen: sent('to_number'),
	},
	variables(
		'dynamicVariables',
		{
			dynamicVariablesMode: 'fields',
			dynamicVariables: {
				mappingMode: 'defineBelow',
				value: { name: EXPRESSION },
				schema: [{ id: 'name', displayName: 'name', type: 'string', display: true }],
			},
		},
		wrapped('name', (value) => {
			if (isBlank(value)) return ABSENT;
			const read = variable(value);
			return isPlain(read) ? String(read) : read;
		}),
	),
	variables(
		'dynamicVariablePairs',
		{
			dynamicVariablesMode: 'pairs',
			dynamicVariablePairs: {
				assignments: [{ id: '1', name: 'name', value: EXPRESSION, type: 'string' }],
			},
		},
		wrapped('name', (value) => {
			if (value === '') return '';
			if (isBlank(value)) return ABSENT;
			const read = variable(value);
			return isPlain(read) ? String(read) : read;
		}),
	),
	variables(
		'dynamicVariablesJson',
		{ dynamicVariablesMode: 'json', dynamicVariablesJson: EXPRESSION },
		(value) => {
			const object = jsonObject(value);
			if (typeof object === 'symbol') return object;
			const entries = Object.entries(object as object).flatMap(([name, inner]) => {
				const read = variable(inner);
				return read === ABSENT ? [] : [[strip(name), read] as const];
			});
			if (entries.some(([name]) => name === '')) return REFUSED;
			return entries.length === 0 ? ABSENT : Object.fromEntries(entries);
		},
	),
	override('firstMessage', 'agent.first_message', text),
	override('prompt', 'agent.prompt.prompt', text),
	override('language', 'agent.language', (value) => {
		const read = code(value);
		const isCode = typeof read === 'string' && /^[a-z]{2}(-[a-z]{2})?$/i.test(read);
		return isCode ? read.toLowerCase() : read;
	}),
	override('llm', 'agent.prompt.llm', code, locatorOf(EXPRESSION)),
	override('voiceId', 'tts.voice_id', code, locatorOf(EXPRESSION)),
	override('modelId', 'tts.model_id', code),
	override('toolIds', 'agent.prompt.tool_ids', ids),
	override('stability', 'tts.stability', numberFrom(0, 1, false)),
	override('similarityBoost', 'tts.similarity_boost', numberFrom(0, 1, false)),
	override('speed', 'tts.speed', numberFrom(0.7, 1.2, false)),
	override('maxDurationSeconds', 'conversation.max_duration_seconds', numberFrom(1, 7200)),
	override('maxConversationDurationMessage', 'agent.max_conversation_duration_message', text),
	override('knowledgeBase', 'agent.prompt.knowledge_base', (value) => {
		if (isBlank(value)) return ABSENT;
		const read = typeof value === 'string' ? parsed(value) : value;
		// None of the values is a list of documents; an empty list is one.
		return Array.isArray(read) && read.length === 0 ? read : REFUSED;
	}),
	{
		...override('moreOverrides', '', jsonObject),
		seen: sentData('conversation_config_override'),
	},
	{
		at: 'call.outboundCall/telephony/ringingTimeoutSecs',
		parameters: call({ telephony: { ringingTimeoutSecs: EXPRESSION } }),
		rule: numberFrom(1, 999),
		seen: sent('telephony_call_config.ringing_timeout_secs'),
	},
	{
		at: 'call.outboundCall/telephony/twilioCallRecordingEnabled',
		parameters: call({ telephony: { twilioCallRecordingEnabled: EXPRESSION } }),
		rule: (value) => (boolean(value) === false ? ABSENT : boolean(value)),
		seen: sent('telephony_call_config.twilio_call_recording_enabled'),
	},
	{
		at: 'call.outboundCall/telephony/twilioMachineDetection',
		parameters: call({ telephony: { twilioMachineDetection: EXPRESSION } }),
		rule: (value) => {
			if (isBlank(value)) return ABSENT;
			const chosen = oneOf('enable', 'detect_message_end', 'off')(value);
			if (chosen !== REFUSED) return chosen === 'off' ? ABSENT : chosen;
			if (value === 'on') return 'enable';
			const isOn = boolean(value);
			return isOn === true ? 'enable' : isOn === false ? ABSENT : REFUSED;
		},
		seen: sent('telephony_call_config.twilio_machine_detection.mode'),
	},
	{
		at: 'call.outboundCall/maxWaitMinutes',
		parameters: call({ waitForCompletion: true, maxWaitMinutes: EXPRESSION }),
		rule: ifAccepted(numberFrom(0, Infinity, false)),
		seen: accepted,
	},
	{
		at: 'call.outboundCall/simplify',
		parameters: call({ waitForCompletion: true, simplify: EXPRESSION }),
		rule: ifAccepted(boolean),
		seen: accepted,
	},
	{
		at: 'call.outboundCall/include',
		parameters: call({ waitForCompletion: true, include: EXPRESSION }),
		rule: ifAccepted(detailNames),
		seen: accepted,
	},
	numbers('allowedNumbers', 'dry_run', 'number_not_allowed'),
	numbers('blockedNumbers', 'number_blocked', 'dry_run', 'dry_run'),
	option('branchId', code, sentData('branch_id')),
	hours(
		'from',
		time((minutes) => minutes < 1440),
	),
	hours(
		'to',
		time((minutes) => minutes > 0),
	),
	hours('weekdays', required(list((entry) => /^\+?[1-7](\.0*)?$/.test(entry)))),
	hours('timeZone', oneOf('utc', 'europe/berlin')),
	hours('zoneFrom', oneOf('named', 'number')),
	option('callsPerMinute', ifAccepted(numberFrom(1)), accepted),
	{
		...option(
			'checkAgent',
			boolean,
			({ error }) => typeof error === 'string' && error.includes('has no value for'),
			{ parameters: { agentId: locator('agent_simappointments') } },
		),
		elsewhere: /has no value for/,
	},
	limit('maxCalls', required(numberFrom(1))),
	limit('days', required(numberFrom(1, 365))),
	limit('hoursApart', required(numberFrom(0, 8760, false))),
	option('customLlmExtraBody', jsonObject, sentData('custom_llm_extra_body')),
	option('deduplicationKey', ifAccepted(required(key)), accepted),
	option(
		'defaultCountry',
		ifAccepted(unlessBlank(oneOf('de', 'uk', 'usa', 'germany', 'none', 'international', 'no'))),
		accepted,
	),
	option('dryRun', boolean, (item) => item.reason === 'dry_run'),
	option('environment', code, sentData('environment')),
	option('includeInputFields', boolean, (item) => 'value' in item),
	option('keepTryingSecs', ifAccepted(numberFrom(0)), accepted),
	option('maxInFlight', ifAccepted(numberFrom(1)), accepted),
	option('maxSimultaneousCalls', ifAccepted(numberFrom(1)), accepted),
	option(
		'procedureIds',
		(value) => {
			const read = ids(value);
			if (Array.isArray(value) ? value.length === 0 : value === '[]') return [];
			return read === ABSENT && !isBlank(value) ? REFUSED : read;
		},
		sentData('procedure_ids'),
	),
	option('startingWorkflowNodeId', code, sentData('starting_workflow_node_id')),
	option('skipRepeatedNumbers', ifAccepted(boolean), accepted),
	option('userId', key, sentData('user_id')),
];

const onWhatsApp = (more: IDataObject): IDataObject => ({ ...call(more), ...ON_WHATSAPP, ...more });

/** What has the same rules on WhatsApp, and its own parameters. */
const whatsAppCases: Case[] = [
	...callCases
		.filter(({ at: path }) => !/phoneNumberId|telephony/.test(path))
		.map((one) => ({
			...one,
			at: one.at.replace('outboundCall', 'whatsAppCall'),
			parameters: { ...one.parameters, ...ON_WHATSAPP },
			...(one.at.endsWith('/toNumber') && {
				seen: (item: IDataObject) => `+${String(at(bodyOf(item), 'whatsapp_user_id'))}`,
			}),
		})),
	{
		at: 'call.whatsAppCall/whatsAppAccountId',
		parameters: onWhatsApp({ whatsAppAccountId: locatorOf(EXPRESSION) }),
		// None of the values is the ID of an account in the workspace.
		rule: () => REFUSED,
		seen: sent('whatsapp_phone_number_id'),
	},
	{
		at: 'call.whatsAppCall/permissionTemplate',
		parameters: onWhatsApp({ permissionTemplate: EXPRESSION }),
		rule: required(code),
		seen: sent('whatsapp_call_permission_request_template_name'),
	},
	{
		at: 'call.whatsAppCall/permissionTemplateLanguage',
		parameters: onWhatsApp({ permissionTemplateLanguage: EXPRESSION }),
		rule: required(code),
		seen: sent('whatsapp_call_permission_request_template_language_code'),
	},
];

/** One batch for each row. */
const inBatch = (more: IDataObject, options: IDataObject = {}): IDataObject => ({
	...call(more, options),
	resource: 'batchCall',
	operation: 'create',
	callName: '={{ "Batch " + $itemIndex }}',
	...more,
});

const startTime: Rule = (value) => {
	if (value === undefined || value === null) return REFUSED;
	const seconds = moment(value);
	if (typeof seconds !== 'number') return seconds;
	const start = Math.floor(seconds / 60) * 60;
	if (seconds * 1000 < Date.now() - 5 * 60_000) return REFUSED;
	return start * 1000 > Date.now() ? start : ABSENT;
};

/** What has the same rules in a batch, and its own parameters. */
const batchCases: Case[] = [
	...callCases
		.filter(
			({ at: path }) =>
				!/simplify|include$|callsPerMinute|maxInFlight|maxSimultaneousCalls/.test(path),
		)
		.map((one) => ({
			...one,
			at: one.at.replace('call.outboundCall', 'batchCall.create'),
			parameters: {
				...one.parameters,
				resource: 'batchCall',
				operation: 'create',
				callName: '={{ "Batch " + $itemIndex }}',
			},
			// A batch as a whole has no input of its own.
			...(one.at.endsWith('/includeInputFields') && {
				rule: ifAccepted(boolean),
				seen: accepted,
			}),
		})),
	{
		at: 'batchCall.create/callName',
		parameters: inBatch({ callName: EXPRESSION }, { environment: '={{ "e" + $itemIndex }}' }),
		rule: required(code),
		seen: sent('call_name'),
	},
	{
		at: 'batchCall.create/scheduledTime',
		parameters: inBatch({ scheduledTime: EXPRESSION }),
		rule: startTime,
		seen: sent('scheduled_time_unix'),
	},
	{
		at: 'batchCall.create/options/recipientId',
		parameters: inBatch({}, { recipientId: EXPRESSION }),
		rule: key,
		seen: sent('recipients.0.id'),
	},
	{
		at: 'batchCall.create/options/targetConcurrencyLimit',
		parameters: inBatch({}, { targetConcurrencyLimit: EXPRESSION }),
		rule: numberFrom(1, Infinity, true, 5),
		seen: sent('target_concurrency_limit'),
	},
];

const idRule: Rule = (value) => {
	const id = typeof value === 'string' ? strip(value) : '';
	return /^[\w-]+$/.test(id) && !/^\d[\d-]*$/.test(id) ? id : REFUSED;
};

/** The requests of several items overlap, so only the path distinguishes them. */
const askedFor: Case['seen'] = (_, __, expected) =>
	simulator.requests.some(({ path }) => path.split('/').includes(String(expected)))
		? expected
		: 'not asked for';

const byId = (operation: string, name: string, more: IDataObject = {}): Case => ({
	at: `${operation}/${name}`,
	parameters: {
		...operationOf(operation),
		...more,
		[name]: name === 'conversationId' ? EXPRESSION : locatorOf(EXPRESSION),
	},
	rule: idRule,
	seen: askedFor,
	elsewhere: /^(ElevenLabs|'Conversation ID' '.*' has no recording)/,
});

/** Rows with the batch of the first row fail for that, and rows with hours that are not now. */
const refusedRetry = /is the same as that of item \d+|'Calling Hours' doesn't allow calls now/;

const batchRetry = (name: string, rule: Rule, parameters: IDataObject): Case => ({
	at: `batchCall.retry/${name}`,
	parameters: {
		...operationOf('batchCall.retry'),
		batchCallId: locator(batchId),
		waitForCompletion: false,
		...parameters,
	},
	rule: ifAccepted(rule),
	seen: accepted,
	elsewhere: refusedRetry,
});

const otherBatchCases = (): Case[] => [
	byId('batchCall.get', 'batchCallId', { includeRecipients: false, simplify: true }),
	byId('batchCall.cancel', 'batchCallId'),
	byId('batchCall.delete', 'batchCallId'),
	byId('batchCall.retry', 'batchCallId', { waitForCompletion: false }),
	simplified('batchCall.get', { batchCallId: locator(batchId), includeRecipients: false }),
	simplified('batchCall.getAll', { limit: 1 }),
	{
		at: 'batchCall.get/includeRecipients',
		parameters: {
			...operationOf('batchCall.get'),
			batchCallId: locator(batchId),
			includeRecipients: EXPRESSION,
			simplify: true,
		},
		rule: boolean,
		seen: (item) => 'batch_id' in item,
	},
	...limits('batchCall.getAll', { simplify: true }).filter(
		({ at: path }) => !path.includes('/sort/'),
	),
	listing('batchCall.getAll', 'agentId', 'agent_id', code, locatorOf(EXPRESSION)),
	batchRetry('maxWaitMinutes', numberFrom(0, Infinity, false), {
		waitForCompletion: true,
		maxWaitMinutes: EXPRESSION,
	}),
	batchRetry(
		'options/blockedNumbers',
		(value) => {
			const entries = Array.isArray(value) ? value.map(String) : String(value).split(/[,;\n]/);
			const known = ['+12025551000', '+1*', '+49*'];
			return entries.every((entry) => known.includes(entry.trim())) ? true : REFUSED;
		},
		{ options: { blockedNumbers: EXPRESSION } },
	),
	batchRetry(
		'options/defaultCountry',
		unlessBlank(oneOf('de', 'uk', 'usa', 'germany', 'none', 'international', 'no')),
		{ options: { defaultCountry: EXPRESSION } },
	),
	...callCases
		.filter(({ at: path }) => path.includes('/callingHours/'))
		.map(({ at: path, rule, parameters: { options } }) =>
			batchRetry(path.slice('call.outboundCall/'.length), rule, { options }),
		),
];

const readCases = (): Case[] => [
	...otherBatchCases(),
	byId('agent.get', 'agentId', { simplify: true }),
	byId('phoneNumber.get', 'phoneNumberId'),
	byId('conversation.get', 'conversationId', { simplify: true }),
	byId('conversation.delete', 'conversationId'),
	byId('conversation.getAudio', 'conversationId', { outputField: 'data' }),
	byId('conversation.waitForEnd', 'conversationId', { maxWaitMinutes: 0, simplify: true }),
	simplified('agent.get', { agentId: locator('agent_simlocked') }),
	simplified('conversation.get', { conversationId }),
	including('conversation.get', { conversationId }),
	including('conversation.waitForEnd', { conversationId, maxWaitMinutes: 1 }),
	simplified('conversation.getAll', { limit: 1 }),
	simplified('conversation.waitForEnd', { conversationId, maxWaitMinutes: 1 }),
	{
		at: 'conversation.waitForEnd/maxWaitMinutes',
		parameters: {
			...operationOf('conversation.waitForEnd'),
			conversationId,
			maxWaitMinutes: EXPRESSION,
			simplify: true,
		},
		rule: ifAccepted(numberFrom(0, Infinity, false)),
		seen: accepted,
	},
	{
		at: 'conversation.getAudio/outputField',
		parameters: {
			...operationOf('conversation.getAudio'),
			conversationId,
			outputField: EXPRESSION,
		},
		rule: ifAccepted(required(code)),
		seen: accepted,
		elsewhere: /has no recording/,
	},
	...['agent.getAll', 'phoneNumber.getAll', 'conversation.getAll'].flatMap((operation) =>
		limits(operation).filter(
			({ at: path }) => !(operation.startsWith('conversation') && path.endsWith('sortBy')),
		),
	),
	...filterCases('agent.getAll', [
		['archived', 'archived', unlessBlank(boolean)],
		['createdBy', 'created_by_user_id', code],
		['search', 'search', code],
		['tags', 'tags', codes],
	]),
	...filterCases('phoneNumber.getAll', [
		['branchId', 'branch_id', code],
		['label', 'label', code],
		['phoneNumber', 'phone_number', code],
		['provider', 'provider', code],
		['search', 'search', code],
		['supportsOutbound', 'supports_outbound', unlessBlank(boolean)],
	]),
	...filterCases('conversation.getAll', [
		['branchId', 'branch_id', code],
		['excludeStatuses', 'exclude_statuses', codes],
		['hasFeedbackComment', 'has_feedback_comment', unlessBlank(boolean)],
		['initiationSource', 'conversation_initiation_source', code],
		['languages', 'main_languages', codes],
		['maxDurationSecs', 'call_duration_max_secs', numberFrom(0)],
		['maxRating', 'rating_max', numberFrom(1, 5)],
		['minDurationSecs', 'call_duration_min_secs', numberFrom(0)],
		['minRating', 'rating_min', numberFrom(1, 5)],
		['search', 'search', code],
		['startedAfter', 'call_start_after_unix', moment],
		['startedBefore', 'call_start_before_unix', moment],
		['callSuccessful', 'call_successful', code],
		['tagIds', 'tag_ids', codes],
		['terminationReasons', 'termination_reasons', codes],
		['textOnly', 'text_only', unlessBlank(boolean)],
		['toolNames', 'tool_names', codes],
		['toolNamesErrored', 'tool_names_errored', codes],
		['toolNamesSuccessful', 'tool_names_successful', codes],
		['userId', 'user_id', code],
		['versionId', 'version_id', code],
		...included,
	]),
	...filterCases('conversation.getAll', included, 'options'),
	...['agent.getAll', 'phoneNumber.getAll', 'conversation.getAll']
		.slice(1)
		.map((operation) => listing(operation, 'agentId', 'agent_id', code, locatorOf(EXPRESSION))),
	...conditions('collectedData', 'data_collection_params'),
	...conditions('dynamicVariables', 'dynamic_variable_params'),
	listing(
		'conversation.getAll',
		'evaluationResults',
		'evaluation_params',
		(value) => {
			const read = code(value);
			if (typeof read === 'string' && read.includes(':')) return REFUSED;
			return typeof read === 'string' ? `${read}:success` : read;
		},
		{ results: [{ criterion: EXPRESSION, result: 'success' }] },
	),
];

const { properties } = nodeUnderTest.description;

const operations = properties
	.filter(({ name }) => name === 'operation')
	.flatMap(({ displayOptions, options = [] }) =>
		options.flatMap((operation) =>
			'value' in operation
				? [`${String(displayOptions?.show?.resource?.[0])}.${String(operation.value)}`]
				: [],
		),
	);

/** Every parameter of an operation that takes an expression, by the way to it. */
function parametersOf(operation: string): Map<string, INodeProperties> {
	const [resource = '', name = ''] = operation.split('.');
	const found = new Map<string, INodeProperties>();
	const visit = (property: INodeProperties, path: string, label?: INodeProperties) => {
		if (property.type === 'hidden') return;
		if (property.noDataExpression && property.type !== 'resourceMapper') return;
		if (['collection', 'fixedCollection'].includes(property.type)) {
			for (const option of property.options ?? []) {
				if ('values' in option) {
					// Conditions and results are named by the filter that holds them.
					if (path.includes('/filters/')) return void found.set(path, property);
					for (const inner of option.values) visit(inner, `${path}/${inner.name}`, property);
				} else visit(option as INodeProperties, `${path}/${option.name}`);
			}
		} else found.set(path, label ?? property);
	};
	for (const property of properties) {
		const { resource: resources, operation: names } = property.displayOptions?.show ?? {};
		if (!resources?.includes(resource) || !names?.includes(name)) continue;
		// Only for a model; the node doesn't read it.
		if (property.name === 'toolDescription') continue;
		visit(property, `${operation}/${property.name}`);
	}
	return found;
}

const parameters = new Map(operations.flatMap((operation) => [...parametersOf(operation)]));

/** Lists the items of which the parameter's value came to something else than the rule says. */
async function mismatches({ at: path, parameters: given, rule, seen, elsewhere }: Case) {
	const label = parameters.get(path)?.displayName ?? 'none';
	const { items, error } = await runWorkflow({
		parameters: given,
		rows: ROWS.map((row) => ({ ...row }) as IDataObject),
		credential: credentialOf(simulator),
		onError: 'continueRegularOutput',
	});
	expect(error).toBeUndefined();
	const outputs = ROWS.map(
		(_, index) =>
			items.find(({ pairedItem }) => (pairedItem as { item: number }).item === index)?.json ?? {},
	);
	const isRefused = ({ error: text }: IDataObject) =>
		typeof text === 'string' && elsewhere?.test(text) !== true && text.includes(`'${label}'`);
	const requests = simulator.requests.flatMap(({ method, query }) =>
		method === 'GET' ? [query as IDataObject] : [],
	);
	queries = outputs.map((output) => (isRefused(output) ? {} : (requests.shift() ?? {})));
	return outputs.flatMap((output, index) => {
		const value = valueOf(ROWS[index] as Row);
		const expected = rule(value);
		const isElsewhere = typeof output.error === 'string' && !isRefused(output);
		const found =
			isElsewhere && elsewhere?.test(output.error as string) !== true
				? `another error: ${String(output.error)}`
				: isRefused(output)
					? REFUSED
					: seen(output, index, expected);
		const same =
			JSON.stringify([String(expected), expected]) === JSON.stringify([String(found), found]);
		const shown = (one: unknown) => (typeof one === 'symbol' ? one.description : one);
		return same
			? []
			: [{ value, expected: shown(expected), found: shown(found), error: output.error }];
	});
}

describe('whatever an expression gives', () => {
	beforeEach(async () => {
		const placed = simulator.placeForeignCall({
			agentId: 'agent_simlocked',
			phoneNumberId: 'phnum_simtwilio',
			number: number(0),
		});
		conversationId = placed.conversationId;
		batchId = await submittedBatch(simulator, [UNREACHED]);
	});

	it.each([...callCases, ...whatsAppCases, ...batchCases].map((one) => [one.at, one] as const))(
		'%s has what the rule says',
		async (_, one) => {
			expect(await mismatches(one)).toEqual([]);
			const isReal = one.at.endsWith('dryRun');
			const real = ROWS.filter((row) => isReal && boolean(valueOf(row)) === false);
			expect(simulator.calls).toHaveLength(real.length);
		},
	);

	it.each(readCases().map(({ at: path }) => path))('%s has what the rule says', async (path) => {
		const one = readCases().find((other) => other.at === path) as Case;
		expect(await mismatches(one)).toEqual([]);
	});

	it('is tried at every parameter that takes an expression', () => {
		const tried = [...callCases, ...whatsAppCases, ...batchCases, ...readCases()].map(
			({ at: path }) => path,
		);
		expect(tried.filter((path) => !parameters.has(path))).toEqual([]);
		expect([...parameters.keys()].filter((path) => !tried.includes(path))).toEqual([]);
	});
});
