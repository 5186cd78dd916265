import { all } from '../../result';
import type { Guard } from './guard';
import type { NumberList } from './numberList';

/** Only numbers on a list may be called. */
export const allowedNumbers: Guard<{ allowedNumbers?: NumberList }> = {
	read: (options) =>
		all<{ allowedNumbers?: NumberList }>({
			allowedNumbers: options.numberLists.read(options, 'allowedNumbers', 'allow'),
		}),
	check({ number, guards }) {
		return guards.allowedNumbers?.(number) === false
			? {
					reason: 'number_not_allowed',
					message: "Not called: the number is not in 'Allowed Numbers'",
				}
			: undefined;
	},
	summaries: { number_not_allowed: 'number not allowed' },
};
