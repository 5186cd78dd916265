import type { IDataObject } from 'n8n-workflow';
import { labelOf } from '../../labels';
import type { Result } from '../../result';
import { all, invalid, valid } from '../../result';
import { CHECK_EXPRESSION, readKey, readSwitchIn } from '../../values';
import type { Guard, Skip } from './guard';

const DUPLICATE = 'duplicate';

const NOT_CALLED = 'Not called: ';

export interface RepetitionSettings {
	/** A call with this key is placed at most once, even by later executions. */
	deduplicationKey?: string;
	/** Whether to skip a number that came before in the run. */
	skipRepeatedNumbers: boolean;
}

/** What identifies a repeated call in a run; undefined if the call isn't compared. */
export function repetitionKey(
	number: string,
	{ deduplicationKey, skipRepeatedNumbers }: RepetitionSettings,
): string | undefined {
	if (deduplicationKey !== undefined) return `key ${deduplicationKey}`;
	return skipRepeatedNumbers ? `number ${number}` : undefined;
}

/** Nobody is called for two items of the same run. */
export const repeatedCalls: Guard<RepetitionSettings> = {
	read: ({ values, labels }) =>
		all<RepetitionSettings>({
			deduplicationKey: Object.hasOwn(values, 'deduplicationKey')
				? readDeduplicationKey(values.deduplicationKey, labelOf(labels, 'deduplicationKey'))
				: valid(undefined),
			skipRepeatedNumbers: readSwitchIn(
				values,
				'skipRepeatedNumbers',
				labelOf(labels, 'skipRepeatedNumbers'),
				true,
			),
		}),
	check({ item, number, guards }, { firstItems }) {
		const key = repetitionKey(number, guards);
		const first = key === undefined ? undefined : firstItems.get(key);
		if (first === undefined || first === item) return undefined;
		const what = guards.deduplicationKey === undefined ? 'number' : 'deduplication key';
		return {
			reason: DUPLICATE,
			message: `${NOT_CALLED}same ${what} as item ${first}`,
			more: { duplicate_of_item: first },
		};
	},
	summaries: { [DUPLICATE]: whyAll },
	fields: ['duplicate_of_item', 'earlier_conversation_id'],
};

/** Why calls were skipped, e.g. `same number as item 0`, as far as it is the same for all of them. */
function whyAll(answers: IDataObject[]): string {
	const [message, ...others] = new Set(answers.map((answer) => String(answer.message)));
	return message === undefined || others.length > 0
		? 'same number or deduplication key'
		: message.replace(NOT_CALLED, '');
}

/**
 * Skips a call whose deduplication key was used before, by an earlier execution or another worker.
 * @param conversationId of the earlier call, if it is known
 */
export function keyUsedBefore(conversationId?: string): Skip {
	return {
		reason: DUPLICATE,
		message: `${NOT_CALLED}the deduplication key was used before`,
		...(conversationId === undefined ? {} : { more: { earlier_conversation_id: conversationId } }),
	};
}

/** If the option is set, each item needs a key: without one, it can't be told from others. */
function readDeduplicationKey(value: unknown, label: string): Result<string> {
	const key = readKey(value, label);
	if (!key.ok) return key;
	return key.value === undefined ? invalid(label, 'is empty', CHECK_EXPRESSION) : valid(key.value);
}
