import { jsonText, unsendableIn } from '../../json';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../../packageVersion';
import type { CallLabels } from './callLabels';
import type { DynamicVariables } from './dynamicVariables';
import type { ConversationOverrides } from './overrides';
import type { Failure } from '../../failure';
import { parameterFailure } from '../../failure';
import type { TelephonyConfig } from './telephony';

/** The settings that every call has, read and checked. */
export interface CallSettings {
	agentId: string;
	/** E.164. */
	toNumber: string;
	overrides: ConversationOverrides;
	dynamicVariables: DynamicVariables;
	userId?: string;
	branchId?: string;
	environment?: string;
	customLlmExtraBody?: Record<string, unknown>;
	startingWorkflowNodeId?: string;
	/** The only procedures of the agent in this call; an empty list turns all of them off. */
	procedureIds?: string[];
}

/** The settings of a call from a phone number. */
export interface PhoneCallSettings extends CallSettings {
	phoneNumberId: string;
	telephony: TelephonyConfig;
}

/**
 * Who makes the call, for ElevenLabs' statistics. `source` is a closed list without n8n (SDK 2.73
 * and OpenAPI: ConversationInitiationSource), so only the version says it; it takes 50 characters.
 */
const SOURCE_INFO = { version: `${PACKAGE_NAME}/${PACKAGE_VERSION}` };

/** What the body of every request for a call has. */
export interface CallRequest {
	agent_id: string;
	conversation_initiation_client_data?: Record<string, unknown>;
}

/** The body of `POST /v1/convai/{twilio,sip-trunk,exotel}/outbound-call`. */
export interface PhoneCallRequest extends CallRequest {
	agent_phone_number_id: string;
	to_number: string;
	telephony_call_config?: TelephonyConfig;
}

/**
 * Builds the `conversation_initiation_client_data` of a call. What isn't set is left out, because the
 * API doesn't treat null or {} as "not set".
 */
export function initiationOf(call: CallSettings): Record<string, unknown> {
	return withoutEmpty({
		conversation_config_override: call.overrides,
		custom_llm_extra_body: call.customLlmExtraBody,
		user_id: call.userId,
		source_info: SOURCE_INFO,
		branch_id: call.branchId,
		environment: call.environment,
		starting_workflow_node_id: call.startingWorkflowNodeId,
		procedure_ids: call.procedureIds,
		dynamic_variables: call.dynamicVariables,
	});
}

/** Builds the request of a call from a phone number. */
export function buildCallRequest(call: PhoneCallSettings): PhoneCallRequest {
	return {
		agent_id: call.agentId,
		agent_phone_number_id: call.phoneNumberId,
		to_number: call.toNumber,
		conversation_initiation_client_data: initiationOf(call),
		...withoutEmpty({ telephony_call_config: call.telephony }),
	};
}

/**
 * The JSON text that is sent for a call. Dry Run shows its contents.
 * @throws TypeError if {@link unsendableInRequest} finds something
 */
export function requestText(request: object): string {
	return jsonText(request);
}

/** Finds what JSON would drop from a request, such as NaN. It must be refused before anyone is called. */
export function unsendableInRequest(request: CallRequest, labels: CallLabels): Failure[] {
	const lost = unsendableIn(request);
	if (lost === undefined) return [];
	const [place, part = place, ...rest] = lost.path;
	const [parameter, inside] = labelAt(place, part, rest, labels);
	return [
		parameterFailure(
			parameter,
			inside === '' ? lost.message : `${lost.message} at '${inside}'`,
			'Give it a value, or leave it out. Check the expression for this item.',
		),
	];
}

/** @returns the label of the parameter that a place in the request comes from, and the place inside it */
function labelAt(
	place: string | undefined,
	part: string | undefined,
	rest: string[],
	labels: CallLabels,
): [parameter: string, inside: string] {
	const path = rest.join('.');
	if (place !== 'conversation_initiation_client_data') return [part ?? 'Call', path];
	switch (part) {
		case 'custom_llm_extra_body':
			return [labels.customLlmExtraBody, path];
		case 'dynamic_variables':
			return [labels.variables, path];
		case 'conversation_config_override': {
			// A dedicated field has one whole value; only JSON has places inside.
			const own = Object.entries(labels.overrides).find(([known]) => path.startsWith(`${known}.`));
			return own === undefined
				? [labels.moreOverrides, path]
				: [own[1], path.slice(own[0].length + 1)];
		}
		default:
			return [part ?? 'Options', path];
	}
}

/** Drops what isn't set: undefined and {}. An empty list has a meaning. */
function withoutEmpty<T extends Record<string, unknown>>(parts: T): Partial<T> {
	const filled = Object.entries(parts).filter(
		([, value]) => value !== undefined && !isEmptyObject(value),
	);
	return Object.fromEntries(filled) as Partial<T>;
}

/** False for a Map and the like: they have no keys, but may not be empty. */
function isEmptyObject(value: unknown): boolean {
	return (
		Object.prototype.toString.call(value) === '[object Object]' &&
		Object.keys(value as object).length === 0
	);
}
