// n8n gives a regular expression 250 ms by the clock, and fails the run after that. A machine that is
// busy with other tests may not find the time.
import { setSafeRegexEngine } from 'n8n-workflow';

const regex = (pattern: string, flags?: string) => new RegExp(pattern, flags);

setSafeRegexEngine({
	exec: (pattern, input, flags) => regex(pattern, flags).exec(input),
	test: (pattern, input, flags) => regex(pattern, flags).test(input),
	replace: (pattern, input, flags, replacement) =>
		input.replace(regex(pattern, flags), replacement),
	matchAll: (pattern, input, flags) => [
		...input.matchAll(regex(pattern, flags?.includes('g') ? flags : `${flags ?? ''}g`)),
	],
	split: (pattern, input, flags) => input.split(regex(pattern, flags)),
});
