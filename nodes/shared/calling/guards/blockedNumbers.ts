import { all } from '../../result';
import type { Guard } from './guard';
import type { NumberList } from './numberList';

/** Numbers on a list are never called, e.g. those of people who asked for that. */
export const blockedNumbers: Guard<{ blockedNumbers?: NumberList }> = {
	read: (options) =>
		all<{ blockedNumbers?: NumberList }>({
			blockedNumbers: options.numberLists.read(options, 'blockedNumbers', 'block', {
				mayBeEmpty: true,
			}),
		}),
	check({ number, guards }) {
		return guards.blockedNumbers?.(number) === true
			? {
					reason: 'number_blocked',
					message: "Not called: the number is in 'Blocked Numbers'",
				}
			: undefined;
	},
	summaries: { number_blocked: 'number blocked' },
};
