import { firstMessageOf } from './pickup';
import type { PlacedCall } from './placedCalls';
import type { JsonObject } from '../schema/pydantic';
import { isObject } from '../schema/pydantic';
import type { Agent, TranscriptItem } from '../schema/wireTypes';

function filledIn(words: string, variables: unknown): string {
	const known: JsonObject = isObject(variables) ? variables : {};
	return words.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (placeholder, name: string) =>
		Object.hasOwn(known, name) ? String(known[name]) : placeholder,
	);
}

const item = (
	role: 'agent' | 'user',
	timeInCallSecs: number,
	message: string | null,
	more: Partial<TranscriptItem> = {},
): TranscriptItem => ({
	role,
	message,
	time_in_call_secs: timeInCallSecs,
	tool_calls: [],
	tool_results: [],
	feedback: null,
	interrupted: false,
	original_message: null,
	source_medium: null,
	...more,
});

/** What was said in a call that connected, once it is over. */
export function transcriptOf(call: PlacedCall, agent: Agent): TranscriptItem[] {
	if (call.drop !== undefined) return [];
	const clientData = call.body.conversation_initiation_client_data;
	const data = isObject(clientData) ? clientData : {};
	const greeting = filledIn(firstMessageOf(agent, data), data.dynamic_variables);
	// An agent without a first message waits for the other side to speak.
	const opening = greeting === '' ? [] : [item('agent', 0, greeting)];
	if (call.outcome === 'answered') {
		return [
			...opening,
			item('user', 6, 'Yes, that suits me.'),
			item('agent', 9, 'Thank you. Goodbye.'),
		];
	}
	if (call.outcome === 'voicemail') {
		return [
			...opening,
			item('user', 5, 'Please leave a message after the tone.'),
			item('agent', 12, null, {
				tool_calls: [
					{
						type: 'system',
						request_id: `voicemail_detection_${call.callSid}`,
						tool_name: 'voicemail_detection',
						params_as_json: '{}',
						tool_has_been_called: true,
					},
				],
			}),
		];
	}
	return [];
}
