import type { INodePropertyOptions } from 'n8n-workflow';
import {
	CALL_OUTPUT,
	CONVERSATION_OUTPUT,
	ENDED_OUTPUT,
} from '../../../nodes/ElevenLabsCalls/conversationOutput';
import type { SimplifiedOutput } from '../../../nodes/ElevenLabsCalls/parameters/simplify';
import { outputFields, selectionOf } from '../../../nodes/ElevenLabsCalls/parameters/simplify';
import {
	AGENT_OUTPUT,
	simplifyAgent,
} from '../../../nodes/ElevenLabsCalls/resources/agent/simplifiedAgent';
import {
	BATCH_OUTPUT,
	LISTED_BATCH_OUTPUT,
	RECIPIENT_OUTPUT,
	simplifyBatch,
	simplifyRecipient,
} from '../../../nodes/ElevenLabsCalls/resources/batchCall/simplifiedBatch';
import {
	ROW_OUTPUT,
	simplifyRow,
} from '../../../nodes/ElevenLabsCalls/resources/conversation/simplifiedRow';
import { simplifyConversation } from '../../../nodes/shared/elevenlabs/simplifiedConversation';

// A field that is listed and never comes could not be selected; one that isn't would never come out.

const detailsOf = ({ details = [] }: SimplifiedOutput) => details.flatMap(({ fields }) => fields);

it.each<[string, SimplifiedOutput, object]>([
	['an agent', AGENT_OUTPUT, simplifyAgent({ agent_id: 'a' })],
	['a batch in a list', LISTED_BATCH_OUTPUT, simplifyBatch({})],
	['a batch', BATCH_OUTPUT, { ...simplifyBatch({}), counts: {} }],
	['a recipient', RECIPIENT_OUTPUT, { batch_id: 'b', ...simplifyRecipient({ status: 'x' }) }],
	[
		'a conversation in a list',
		ROW_OUTPUT,
		simplifyRow({
			conversation_id: 'c',
			transcript_summary: 's',
			evaluation_criteria_results: {},
			data_collection_results: {},
		}),
	],
])('%s has the fields that can be selected, in their order', (_, { fields }, simple) => {
	expect(Object.keys(simple)).toEqual(fields);
});

const OWN_FIELDS = ['outcome', 'outcome_reason', 'conversation_url'];
const ANSWER_FIELDS = ['success', 'message', 'callSid', 'sip_call_id'];

it.each<[string, SimplifiedOutput, string[]]>([
	['a call', CALL_OUTPUT, [...OWN_FIELDS, ...ANSWER_FIELDS]],
	['a conversation that has ended', ENDED_OUTPUT, OWN_FIELDS],
	['a conversation', CONVERSATION_OUTPUT, OWN_FIELDS],
])('%s has at most ten fields, and all others on request', (_, output, others) => {
	expect(output.fields.length).toBeLessThanOrEqual(10);
	const all = [...output.fields, ...detailsOf(output)];
	expect(new Set(all).size).toBe(all.length);
	const simple = Object.keys(simplifyConversation({ conversation_id: 'c' }));
	expect(all.sort()).toEqual([...simple, ...others].sort());
});

it('the order of a call is the one that reads best', () => {
	expect(CALL_OUTPUT.fields).toEqual([
		'outcome',
		'outcome_reason',
		'to_number',
		'summary',
		'transcript',
		'duration_secs',
		'cost',
		'conversation_url',
		'conversation_id',
		'success',
	]);
});

it.each([CALL_OUTPUT, CONVERSATION_OUTPUT, AGENT_OUTPUT, RECIPIENT_OUTPUT])(
	'the tool of an AI agent offers Output in place of Simplify, and all fields but the ID: %j',
	(output) => {
		const fields = outputFields(output);
		const isFor = (isTool: boolean) =>
			fields.flatMap(({ name, displayOptions }) =>
				displayOptions?.show?.['@tool']?.includes(isTool) ? [name] : [],
			);
		expect(isFor(true)).toEqual(['output', 'fields']);
		expect(isFor(false)).toEqual(output.details ? ['simplify', 'include'] : ['simplify']);
		const offered = (selectionOf(output).options as INodePropertyOptions[]).map(
			({ value }) => value,
		);
		expect(offered).toEqual(
			[...output.fields, ...detailsOf(output)]
				.filter((name) => name !== output.id)
				.sort((a, b) => a.localeCompare(b)),
		);
	},
);
