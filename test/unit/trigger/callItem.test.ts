import fc from 'fast-check';
import { callItem, isWanted } from '../../../nodes/ElevenLabsCallsTrigger/callItem';
import type { DeliverySettings } from '../../../nodes/ElevenLabsCallsTrigger/triggerSettings';
import { readCallEvent, subscriptionsOf } from '../../../nodes/shared/elevenlabs/webhookEvents';

const types = [
	'post_call_transcription',
	'post_call_audio',
	'call_initiation_failure',
	'answering_machine_detection',
	'unredacted_audio',
	'something_new',
];

it('whatever is delivered is read, judged and made an item, and nothing is thrown', () => {
	const body = fc.oneof(
		fc.string(),
		fc.json(),
		fc
			.record(
				{
					type: fc.oneof(fc.constantFrom(...types), fc.jsonValue()),
					event_timestamp: fc.oneof(fc.integer(), fc.double(), fc.jsonValue()),
					data: fc.oneof(
						fc.jsonValue(),
						fc.dictionary(
							fc.constantFrom(
								'agent_id',
								'metadata',
								'transcript',
								'status',
								'full_audio',
								'answered_by',
							),
							fc.jsonValue(),
						),
					),
				},
				{ requiredKeys: [] },
			)
			.map((event) => JSON.stringify(event)),
	);
	fc.assert(
		fc.property(
			body,
			fc.boolean(),
			fc.constantFrom('any' as const, 'inbound' as const, 'outbound' as const),
			(text, simplify, direction) => {
				const event = readCallEvent(Buffer.from(text));
				const wanted: DeliverySettings = {
					events: ['transcript', 'audio'],
					agentIds: ['agent_1'],
					outcomes: ['answered'],
					direction,
					simplify,
					fileField: 'data',
				};
				expect(typeof isWanted(event, wanted)).toBe('boolean');
				const { json } = callItem(event, simplify);
				expect(Object.keys(json)).toEqual(
					expect.arrayContaining(['event_type', 'event_timestamp', 'event_time']),
				);
			},
		),
		{ numRuns: 2_000 },
	);
});

it.each([
	['post_call_transcription', ['transcript', 'unredacted_transcript']],
	['post_call_audio', ['audio', 'unredacted_audio']],
	['call_initiation_failure', ['call_initiation_failure']],
	['answering_machine_detection', ['answering_machine_detection']],
	['post_call_transcription_unredacted', ['unredacted_transcript']],
	['unredacted_post_call_audio', ['unredacted_audio']],
	['something_new', []],
])('%s comes by the subscription %j', (type, subscriptions) => {
	expect(subscriptionsOf({ type, raw: {} })).toEqual(subscriptions);
});
