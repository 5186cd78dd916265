import { valid } from '../../result';
import { LOOK_FIRST } from '../../failure';
import type { Guard } from './guard';

/** A number that this execution may have called before is not dialed again. A dry run passes, because it dials nobody. */
export const earlierCalls: Guard<{ skipRepeatedNumbers?: boolean; dryRun?: boolean }> = {
	read: () => valid({}),
	check({ number, guards }, { earlierCall }) {
		const earlier = guards.dryRun ? undefined : earlierCall(number);
		if (earlier?.kind === 'uncertain') {
			return {
				reason: 'may_have_been_placed',
				message:
					'Not called: an earlier call to this number in this execution may have been placed',
				more: { advice: LOOK_FIRST },
			};
		}
		if (earlier?.kind !== 'placed' || !guards.skipRepeatedNumbers) return undefined;
		const { conversationId } = earlier;
		return {
			reason: 'already_called',
			message: 'Not called again: this number was already called in this execution',
			...(conversationId === undefined ? {} : { more: { conversation_id: conversationId } }),
		};
	},
	summaries: {
		already_called: 'already called in this execution',
		may_have_been_placed: 'an earlier call may have been placed',
	},
	fields: ['advice', 'conversation_id'],
};
