import { ApiError } from '../apiErrors';
import type { Scope } from '../apiKeys';
import type { Conversations } from '../conversations';
import type { PlacedCalls } from '../placedCalls';
import type { Field } from '../pydantic';
import { checkQuery, checkQueryLists } from '../pydantic';
import type { RecordedRequest } from '../recording';
import type { Workspace } from '../workspace';

export interface Platform {
	workspace: Workspace;
	calls: PlacedCalls;
	conversations: Conversations;
}

export interface EndpointRequest {
	recorded: RecordedRequest;
	/** The part of the path that stands for `{id}`. */
	id: string;
	/** Why this dial is to be refused, when a fault says so. */
	refusal?: string;
}

export interface Endpoint {
	method: 'GET' | 'POST' | 'DELETE';
	/** A path; `{id}` as its last part stands for any one part. */
	path: string;
	scope: Scope;
	/** Whether it makes a phone ring. */
	dials?: boolean;
	/** The body of the 200; anything else is thrown as an `ApiError`. */
	answer(request: EndpointRequest, platform: Platform): unknown;
}

export function queryOf(
	recorded: RecordedRequest,
	fields: Record<string, Field>,
): Record<string, string> {
	const { values, errors } = checkQuery(fields, recorded.query);
	if (errors.length > 0) throw new ApiError(422, errors);
	return values;
}

/** The parameters that may be given more than once. */
export function listsOf<Name extends string>(
	recorded: RecordedRequest,
	fields: Record<Name, Field>,
): Record<Name, string[]> {
	const { values, errors } = checkQueryLists(fields, recorded.query);
	if (errors.length > 0) throw new ApiError(422, errors);
	return values;
}
