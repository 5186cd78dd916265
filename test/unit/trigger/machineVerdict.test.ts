import fc from 'fast-check';
import { callItem } from '../../../nodes/ElevenLabsCallsTrigger/callItem';
import { readCallEvent } from '../../../nodes/shared/elevenlabs/webhookEvents';

// The body of the event isn't documented, so every guess of it is read.

const itemOf = (event: object) =>
	callItem(readCallEvent(Buffer.from(JSON.stringify(event))), true).json;

const NAMES = ['answered_by', 'AnsweredBy', 'answeredBy', 'ANSWERED_BY', 'result', 'Verdict'];
const VERDICTS = [
	['human', 'answered'],
	['Human', 'answered'],
	['machine_start', 'voicemail'],
	['MACHINE_END_BEEP', 'voicemail'],
	['machine-end-silence', 'voicemail'],
	['machine_end_other ', 'voicemail'],
	['fax', 'unknown'],
	['unknown', 'unknown'],
] as const;

it('a verdict is found under each name, at each level, in any case', () => {
	fc.assert(
		fc.property(
			fc.constantFrom(...NAMES),
			fc.constantFrom(...VERDICTS),
			fc.array(fc.constantFrom('metadata', 'body', 'call', 'amd'), { maxLength: 3 }),
			fc.boolean(),
			(name, [verdict, outcome], path, isInData) => {
				const inner = path.reduceRight<object>((one, level) => ({ [level]: one }), {
					[name]: verdict,
					status: 'completed',
				});
				const data = { conversation_id: 'conv_1', call_sid: 'CA1', ...(isInData ? inner : {}) };
				const event = {
					type: 'answering_machine_detection',
					event_timestamp: 1,
					data,
					...(isInData ? {} : inner),
				};
				expect(itemOf(event)).toMatchObject({ ...data, outcome });
			},
		),
	);
});

it.each([
	['answered_by before result', { result: 'human', answered_by: 'machine_start' }, 'voicemail'],
	[
		'a result that is no verdict',
		{ result: 'success', metadata: { verdict: 'human' } },
		'answered',
	],
	['no verdict', { duration: 5 }, 'unknown'],
	['a verdict of another type', { answered_by: { human: true }, result: 5 }, 'unknown'],
])('%s', (_, data, outcome) => {
	expect(itemOf({ type: 'answering_machine_detection', data })).toMatchObject({ ...data, outcome });
});

it('an event without data is passed on whole, with its verdict', () => {
	const event = { type: 'answering_machine_detection', AnsweredBy: 'human', CallSid: 'CA1' };
	expect(itemOf(event)).toMatchObject({ event, outcome: 'answered' });
});
