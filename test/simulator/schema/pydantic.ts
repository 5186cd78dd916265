/**
 * Checks a body or query against the documented schema, and words what it finds as FastAPI with
 * Pydantic does. A query is text, so numbers and booleans are read out of it; in a body each value
 * must have its documented type, although Pydantic would also accept `"30"` for 30. Unknown keys are not
 * errors there; they are listed, so a test can check that there are none.
 */
type Loc = ReadonlyArray<string | number>;

export interface ValidationError {
	loc: Loc;
	msg: string;
	type: string;
}

export class Findings {
	readonly errors: ValidationError[] = [];

	constructor(
		/** Whether numbers and booleans are read out of text. */
		readonly isQuery: boolean,
	) {}

	/** Dotted paths, without the leading `body`. */
	readonly unknownFields: string[] = [];

	add(loc: Loc, type: string, msg: string): void {
		this.errors.push({ loc, msg, type });
	}
}

export type Field = (value: unknown, loc: Loc, findings: Findings) => void;

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const text =
	(limits: { minLength?: number; maxLength?: number } = {}): Field =>
	(value, loc, findings) => {
		if (typeof value !== 'string') {
			findings.add(loc, 'string_type', 'Input should be a valid string');
		} else if (value.length < (limits.minLength ?? 0)) {
			findings.add(
				loc,
				'string_too_short',
				`String should have at least ${limits.minLength} character${limits.minLength === 1 ? '' : 's'}`,
			);
		} else if (limits.maxLength !== undefined && value.length > limits.maxLength) {
			findings.add(
				loc,
				'string_too_long',
				`String should have at most ${limits.maxLength} characters`,
			);
		}
	};

interface Range {
	ge?: number;
	le?: number;
}

export const integer =
	(limits: Range = {}): Field =>
	(value, loc, findings) => {
		const invalid = 'Input should be a valid integer';
		let int: number;
		if (typeof value === 'number') {
			int = value;
		} else if (typeof value !== 'string' || !findings.isQuery) {
			findings.add(loc, 'int_type', invalid);
			return;
		} else if (/^\s*[+-]?\d+(\.0*)?\s*$/.test(value)) {
			int = Number(value);
		} else {
			findings.add(loc, 'int_parsing', `${invalid}, unable to parse string as an integer`);
			return;
		}
		if (!Number.isInteger(int)) {
			findings.add(loc, 'int_from_float', `${invalid}, got a number with a fractional part`);
		} else {
			checkRange(int, limits, loc, findings);
		}
	};

function checkRange(
	value: number,
	{ ge = -Infinity, le = Infinity }: Range,
	loc: Loc,
	findings: Findings,
): void {
	if (value < ge) {
		findings.add(loc, 'greater_than_equal', `Input should be greater than or equal to ${ge}`);
	} else if (value > le) {
		findings.add(loc, 'less_than_equal', `Input should be less than or equal to ${le}`);
	}
}

export const decimal =
	(limits: Range = {}): Field =>
	(value, loc, findings) => {
		if (typeof value === 'number') checkRange(value, limits, loc, findings);
		else findings.add(loc, 'float_type', 'Input should be a valid number');
	};

const truths = new Set(['1', 'true', 't', 'yes', 'y', 'on']);
const untruths = new Set(['0', 'false', 'f', 'no', 'n', 'off']);

export const truth: Field = (value, loc, findings) => {
	if (typeof value === 'boolean') return;
	const invalid = 'Input should be a valid boolean';
	if (typeof value !== 'string' || !findings.isQuery) {
		findings.add(loc, 'bool_type', invalid);
	} else if (!truths.has(value.toLowerCase()) && !untruths.has(value.toLowerCase())) {
		findings.add(loc, 'bool_parsing', `${invalid}, unable to interpret input`);
	}
};

/** The meaning of a string that `truth` has accepted. */
export const isTrue = (value: string) => truths.has(value.toLowerCase());

export const oneOf = (names: readonly string[]): Field => {
	const known = new Set(names);
	const quoted = names.map((name) => `'${name}'`);
	const expected =
		quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}` : quoted.join();
	return (value, loc, findings) => {
		if (typeof value !== 'string' || !known.has(value)) {
			findings.add(loc, 'enum', `Input should be ${expected}`);
		}
	};
};

export const nullable =
	(field: Field): Field =>
	(value, loc, findings) => {
		if (value !== null) field(value, loc, findings);
	};

export const listOf =
	(item: Field, limits: { atLeast?: number; atMost?: number } = {}): Field =>
	(value, loc, findings) => {
		if (!Array.isArray(value)) {
			findings.add(loc, 'list_type', 'Input should be a valid list');
			return;
		}
		if (value.length < (limits.atLeast ?? 0)) {
			findings.add(
				loc,
				'too_short',
				`List should have at least ${limits.atLeast} item after validation, not ${value.length}`,
			);
		}
		if (limits.atMost !== undefined && value.length > limits.atMost) {
			findings.add(
				loc,
				'too_long',
				`List should have at most ${limits.atMost} items after validation, not ${value.length}`,
			);
		}
		value.forEach((entry, index) => item(entry, [...loc, index], findings));
	};

/** An object whose keys are the caller's own. */
export const dictionary: Field = (value, loc, findings) => {
	if (!isObject(value)) findings.add(loc, 'dict_type', 'Input should be a valid dictionary');
};

/** The same, when each of its values must be of one kind. */
export const dictionaryOf =
	(field: Field): Field =>
	(value, loc, findings) => {
		dictionary(value, loc, findings);
		if (!isObject(value)) return;
		for (const [name, entry] of Object.entries(value)) field(entry, [...loc, name], findings);
	};

/** Text, number or boolean. */
export const scalar: Field = (value, loc, findings) => {
	if (!['string', 'number', 'boolean'].includes(typeof value)) {
		findings.add(loc, 'scalar_type', 'Input should be a valid string, number or boolean');
	}
};

export interface Fields {
	required?: Record<string, Field>;
	optional?: Record<string, Field>;
}

function checkFields(
	{ required = {}, optional = {} }: Fields,
	value: JsonObject,
	loc: Loc,
	findings: Findings,
): void {
	for (const [name, field] of Object.entries(required)) {
		if (value[name] === undefined) findings.add([...loc, name], 'missing', 'Field required');
		else field(value[name], [...loc, name], findings);
	}
	for (const [name, field] of Object.entries(optional)) {
		if (value[name] !== undefined) field(value[name], [...loc, name], findings);
	}
	for (const name of Object.keys(value)) {
		if (!Object.hasOwn(required, name) && !Object.hasOwn(optional, name)) {
			findings.unknownFields.push([...loc.slice(1), name].join('.'));
		}
	}
}

export const model =
	(fields: Fields): Field =>
	(value, loc, findings) => {
		if (isObject(value)) {
			checkFields(fields, value, loc, findings);
		} else {
			findings.add(
				loc,
				'model_attributes_type',
				'Input should be a valid dictionary or object to extract fields from',
			);
		}
	};

/** A body that is not an object has no fields: FastAPI then reports each required one as missing. */
export function checkBody(fields: Fields, body: unknown): Findings {
	const findings = new Findings(false);
	checkFields(fields, isObject(body) ? body : {}, ['body'], findings);
	return findings;
}

/** A parameter given more than once counts with its last value, as in FastAPI. */
export function checkQuery(
	fields: Record<string, Field>,
	query: Record<string, string | string[]>,
): { values: Record<string, string>; errors: ValidationError[] } {
	const findings = new Findings(true);
	const values: Record<string, string> = {};
	for (const [name, field] of Object.entries(fields)) {
		const given = query[name];
		const value = Array.isArray(given) ? given.at(-1) : given;
		if (value === undefined) continue;
		values[name] = value;
		field(value, ['query', name], findings);
	}
	return { values, errors: findings.errors };
}

/** The same for parameters that are lists, each with all of its values. */
export function checkQueryLists<Name extends string>(
	fields: Record<Name, Field>,
	query: Record<string, string | string[]>,
): { values: Record<Name, string[]>; errors: ValidationError[] } {
	const findings = new Findings(true);
	const values: Partial<Record<Name, string[]>> = {};
	for (const [name, field] of Object.entries(fields) as Array<[Name, Field]>) {
		values[name] = [query[name] ?? []].flat();
		field(values[name], ['query', name], findings);
	}
	return { values: values as Record<Name, string[]>, errors: findings.errors };
}
