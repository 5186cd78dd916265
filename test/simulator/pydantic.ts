/**
 * Checks a body or query as FastAPI with Pydantic does in its lax mode, and words what it finds in
 * the same way. Unknown keys are no error there; they are listed, so that a test can insist on none.
 */
type Loc = ReadonlyArray<string | number>;

export interface ValidationError {
	loc: Loc;
	msg: string;
	type: string;
}

export class Findings {
	readonly errors: ValidationError[] = [];

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
	(limits: { maxLength?: number } = {}): Field =>
	(value, loc, findings) => {
		if (typeof value !== 'string') {
			findings.add(loc, 'string_type', 'Input should be a valid string');
		} else if (limits.maxLength !== undefined && value.length > limits.maxLength) {
			findings.add(
				loc,
				'string_too_long',
				`String should have at most ${limits.maxLength} characters`,
			);
		}
	};

const isNumeric = (value: string) => /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i.test(value);

export const integer =
	(limits: { ge?: number; le?: number } = {}): Field =>
	(value, loc, findings) => {
		const invalid = 'Input should be a valid integer';
		let int: number;
		if (typeof value === 'number' || typeof value === 'boolean') {
			int = Number(value);
		} else if (typeof value !== 'string') {
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
		} else if (limits.ge !== undefined && int < limits.ge) {
			findings.add(
				loc,
				'greater_than_equal',
				`Input should be greater than or equal to ${limits.ge}`,
			);
		} else if (limits.le !== undefined && int > limits.le) {
			findings.add(loc, 'less_than_equal', `Input should be less than or equal to ${limits.le}`);
		}
	};

export const decimal: Field = (value, loc, findings) => {
	if (typeof value === 'number' || typeof value === 'boolean') return;
	const invalid = 'Input should be a valid number';
	if (typeof value !== 'string') {
		findings.add(loc, 'float_type', invalid);
	} else if (!isNumeric(value)) {
		findings.add(loc, 'float_parsing', `${invalid}, unable to parse string as a number`);
	}
};

const truths = new Set(['1', 'true', 't', 'yes', 'y', 'on']);
const untruths = new Set(['0', 'false', 'f', 'no', 'n', 'off']);

export const truth: Field = (value, loc, findings) => {
	if (typeof value === 'boolean' || value === 0 || value === 1) return;
	const invalid = 'Input should be a valid boolean';
	if (typeof value !== 'string' && typeof value !== 'number') {
		findings.add(loc, 'bool_type', invalid);
	} else if (
		!truths.has(String(value).toLowerCase()) &&
		!untruths.has(String(value).toLowerCase())
	) {
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
	(item: Field, limits: { atMost?: number } = {}): Field =>
	(value, loc, findings) => {
		if (!Array.isArray(value)) {
			findings.add(loc, 'list_type', 'Input should be a valid list');
			return;
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

/** A body that is no object has none of the fields: FastAPI then names each required one as missing. */
export function checkBody(fields: Fields, body: unknown): Findings {
	const findings = new Findings();
	checkFields(fields, isObject(body) ? body : {}, ['body'], findings);
	return findings;
}

/** A parameter given more than once counts with its last value, as in FastAPI. */
export function checkQuery(
	fields: Record<string, Field>,
	query: Record<string, string | string[]>,
): { values: Record<string, string>; errors: ValidationError[] } {
	const findings = new Findings();
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
	const findings = new Findings();
	const values: Partial<Record<Name, string[]>> = {};
	for (const [name, field] of Object.entries(fields) as Array<[Name, Field]>) {
		values[name] = [query[name] ?? []].flat();
		field(values[name], ['query', name], findings);
	}
	return { values: values as Record<Name, string[]>, errors: findings.errors };
}
