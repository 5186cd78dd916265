import { chosenValues } from '../../../nodes/ElevenLabsCallsTrigger/chosenValues';

it.each<[unknown, string[]]>([
	[
		['agent_1', 'agent_2'],
		['agent_1', 'agent_2'],
	],
	[[' agent_1 ', 'agent_1', '', ' '], ['agent_1']],
	['agent_1', ['agent_1']],
	[5, ['5']],
	[{}, []],
	[[{}, null, ['agent_1'], true], []],
	[null, []],
	[undefined, []],
	['', []],
])('%j is %j', (field, values) => {
	expect(chosenValues(field)).toEqual(values);
});
