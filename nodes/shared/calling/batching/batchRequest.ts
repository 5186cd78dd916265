import type { PhoneCallRequest } from '../recipient/callRequest';

/** What all recipients of a batch share, as it is sent. */
export interface BatchSettings {
	call_name: string;
	agent_id: string;
	agent_phone_number_id: string;
	/** Unix seconds; absent: now. */
	scheduled_time_unix?: number;
	branch_id?: string;
	environment?: string;
	telephony_call_config?: PhoneCallRequest['telephony_call_config'];
	target_concurrency_limit?: number;
}

/** A person in a batch, as they are sent. */
export interface BatchRecipient {
	/** The user's own ID. */
	id?: string;
	/** E.164. */
	phone_number: string;
	conversation_initiation_client_data?: Record<string, unknown>;
}

/** The body of `POST /v1/convai/batch-calling/submit`. */
export interface BatchRequest extends BatchSettings {
	recipients: BatchRecipient[];
}

/** What a batch call has that a single call doesn't. */
export interface BatchFields {
	callName: string;
	recipientId?: string;
	/** Milliseconds since 1970; absent: now. */
	scheduledTime?: number;
	concurrencyLimit?: number;
}

/**
 * Splits the request of a single call into what its batch shares and what is the person's own. The
 * branch and the environment belong to the batch: it has fields for both, in the documentation and in
 * the SDK, and says in its answer which ones it uses.
 */
export function splitRequest(
	{ to_number, conversation_initiation_client_data: data = {}, ...call }: PhoneCallRequest,
	{ callName, recipientId, scheduledTime, concurrencyLimit }: BatchFields,
): { settings: BatchSettings; recipient: BatchRecipient } {
	const { branch_id, environment, ...own } = data;
	return {
		settings: {
			call_name: callName,
			...call,
			...(scheduledTime === undefined
				? {}
				: { scheduled_time_unix: Math.floor(scheduledTime / 1000) }),
			...(typeof branch_id === 'string' ? { branch_id } : {}),
			...(typeof environment === 'string' ? { environment } : {}),
			...(concurrencyLimit === undefined ? {} : { target_concurrency_limit: concurrencyLimit }),
		},
		recipient: {
			...(recipientId === undefined ? {} : { id: recipientId }),
			phone_number: to_number,
			...(Object.keys(own).length === 0 ? {} : { conversation_initiation_client_data: own }),
		},
	};
}
