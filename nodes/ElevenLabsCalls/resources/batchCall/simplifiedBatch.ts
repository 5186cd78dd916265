import type { IDataObject } from 'n8n-workflow';
import { valueAt } from '../../../shared/json';
import type { BatchRecipient } from '../../../shared/elevenlabs/batchCalls';
import { dateOf } from '../../../shared/elevenlabs/simplifiedConversation';
import type { SimplifiedOutput } from '../../parameters/simplify';

/** What comes out of a simplified batch in a list. */
export const LISTED_BATCH_OUTPUT: SimplifiedOutput = {
	id: 'id',
	fields: [
		'id',
		'name',
		'status',
		'agent_id',
		'agent_name',
		'phone_number_id',
		'created_time',
		'scheduled_time',
		'total_calls_scheduled',
		'total_calls_dispatched',
		'total_calls_finished',
		'retry_count',
	],
};

/** What comes out of a simplified batch that was read. */
export const BATCH_OUTPUT: SimplifiedOutput = {
	id: 'id',
	fields: [...LISTED_BATCH_OUTPUT.fields, 'counts'],
};

/** What comes out of a simplified recipient. */
export const RECIPIENT_OUTPUT: SimplifiedOutput = {
	id: 'recipient_id',
	fields: [
		'batch_id',
		'recipient_id',
		'phone_number',
		'whatsapp_user_id',
		'status',
		'conversation_id',
		'user_id',
		'dynamic_variables',
	],
};

/**
 * Returns the parts of a batch that workflows use. The keys are always the same; what ElevenLabs has
 * not sent is null.
 */
export function simplifyBatch(batch: IDataObject): IDataObject {
	const seconds = (value: unknown) => dateOf(typeof value === 'number' ? value : undefined);
	return {
		id: batch.id ?? null,
		name: batch.name ?? null,
		status: batch.status ?? null,
		agent_id: batch.agent_id ?? null,
		agent_name: batch.agent_name ?? null,
		phone_number_id: batch.phone_number_id ?? null,
		created_time: seconds(batch.created_at_unix),
		scheduled_time: seconds(batch.scheduled_time_unix),
		total_calls_scheduled: batch.total_calls_scheduled ?? null,
		total_calls_dispatched: batch.total_calls_dispatched ?? null,
		total_calls_finished: batch.total_calls_finished ?? null,
		retry_count: batch.retry_count ?? null,
	};
}

/** Returns the parts of a recipient that workflows use, in the same way. */
export function simplifyRecipient(recipient: BatchRecipient): IDataObject {
	const data = (name: string) =>
		(valueAt(recipient, 'conversation_initiation_client_data', name) ?? null) as IDataObject | null;
	return {
		recipient_id: recipient.id ?? null,
		phone_number: recipient.phone_number ?? null,
		whatsapp_user_id: recipient.whatsapp_user_id ?? null,
		status: recipient.status ?? null,
		conversation_id: recipient.conversation_id ?? null,
		user_id: data('user_id'),
		dynamic_variables: data('dynamic_variables'),
	};
}
