import type { IDataObject } from 'n8n-workflow';
import { simplifyConversation } from '../../../shared/elevenlabs/simplifiedConversation';
import type { SimplifiedOutput } from '../../parameters/simplify';

/** What comes out of a simplified conversation in a list; the last three if they were requested. */
export const ROW_OUTPUT: SimplifiedOutput = {
	id: 'conversation_id',
	fields: [
		'conversation_id',
		'agent_id',
		'agent_name',
		'status',
		'start_time',
		'duration_secs',
		'direction',
		'termination_reason',
		'call_successful',
		'title',
		'summary',
		'evaluation_criteria',
		'data_collection',
	],
};

/**
 * Returns the parts of a listed conversation that workflows use, in the shape they have in a whole one.
 * Parts that a list includes only on request are there if they were requested.
 */
export function simplifyRow(row: IDataObject): IDataObject {
	const { evaluation_criteria, data_collection, summary, ...whole } = simplifyConversation({
		...row,
		conversation_id: String(row.conversation_id),
		metadata: row,
		analysis: row,
	});
	return {
		conversation_id: whole.conversation_id,
		agent_id: whole.agent_id,
		agent_name: row.agent_name ?? null,
		status: whole.status,
		start_time: whole.start_time,
		duration_secs: whole.duration_secs,
		direction: row.direction ?? null,
		termination_reason: whole.termination_reason,
		call_successful: whole.call_successful,
		title: row.call_summary_title ?? null,
		...(row.transcript_summary === undefined ? {} : { summary }),
		...(row.evaluation_criteria_results ? { evaluation_criteria } : {}),
		...(row.data_collection_results ? { data_collection } : {}),
	};
}
