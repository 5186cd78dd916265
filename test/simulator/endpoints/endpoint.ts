import { ApiError } from '../server/apiErrors';
import type { Scope } from '../server/apiKeys';
import type { TimeOfDay } from '../../clock/movableClock';
import type { Batches, BatchSettings } from '../calls/batches';
import type { Conversations } from '../calls/conversations';
import type { Identifiers } from '../server/identifiers';
import type { PlacedCalls } from '../calls/placedCalls';
import type { Field, Fields, JsonObject } from '../schema/pydantic';
import { checkBody, checkQuery, checkQueryLists, isObject } from '../schema/pydantic';
import type { RecordedRequest } from '../server/recording';
import type { WebhookSettings } from '../webhooks/webhook';
import type { WebhookDeliveries } from '../webhooks/webhookDeliveries';
import type { Workspace } from '../workspace/workspace';

export interface Platform {
	workspace: Workspace;
	calls: PlacedCalls;
	batches: Batches;
	conversations: Conversations;
	deliveries: WebhookDeliveries;
	identifiers: Identifiers;
	clock: TimeOfDay;
	settings(): WebhookSettings & BatchSettings;
}

export interface EndpointRequest {
	recorded: RecordedRequest;
	/** The part of the path that stands for `{id}`. */
	id: string;
	/** Why a fault refuses this dial, if one does. */
	refusal?: string;
}

export interface Endpoint {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** A path; `{id}` as its last part, or the last but one, stands for any one part. */
	path: string;
	scope: Scope;
	/** Whether it makes a phone ring. */
	dials?: boolean;
	/** The body of the 200, or undefined for a 204; anything else is thrown as an `ApiError`. */
	answer(request: EndpointRequest, platform: Platform): unknown;
}

/** The parameters left after an endpoint has read all that it knows. */
function know(recorded: RecordedRequest, fields: Record<string, Field>): void {
	recorded.unknownParameters = recorded.unknownParameters.filter(
		(name) => !Object.hasOwn(fields, name),
	);
}

export function queryOf(
	recorded: RecordedRequest,
	fields: Record<string, Field>,
): Record<string, string> {
	know(recorded, fields);
	const { values, errors } = checkQuery(fields, recorded.query);
	if (errors.length > 0) throw new ApiError(422, errors);
	return values;
}

/** The parameters that may be given more than once. */
export function listsOf<Name extends string>(
	recorded: RecordedRequest,
	fields: Record<Name, Field>,
): Record<Name, string[]> {
	know(recorded, fields);
	const { values, errors } = checkQueryLists(fields, recorded.query);
	if (errors.length > 0) throw new ApiError(422, errors);
	return values;
}

/** The body, if it has the right shape. What the API would ignore in it is recorded. */
export function bodyOf(recorded: RecordedRequest, fields: Fields): JsonObject {
	const { errors, unknownFields } = checkBody(fields, recorded.body);
	recorded.unknownFields = unknownFields;
	if (errors.length > 0 || !isObject(recorded.body)) throw new ApiError(422, errors);
	return recorded.body;
}
