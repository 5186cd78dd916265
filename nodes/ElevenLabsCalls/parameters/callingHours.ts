import type { INodeProperties } from 'n8n-workflow';

/** Weekdays as ISO 8601 numbers them. */
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map(
	(name, index) => ({ name, value: index + 1 }),
);

/** In the order in which people think of them. */
const fields: INodeProperties[] = [
	{
		displayName: 'From',
		name: 'from',
		type: 'string',
		default: '09:00',
		placeholder: 'e.g. 09:00',
	},
	{
		displayName: 'To',
		name: 'to',
		type: 'string',
		default: '18:00',
		placeholder: 'e.g. 18:00',
	},
	{
		displayName: 'Weekdays',
		name: 'weekdays',
		type: 'multiOptions',
		default: [1, 2, 3, 4, 5],
		options: weekdays,
	},
	{
		displayName: 'Time Zone From',
		name: 'zoneFrom',
		type: 'options',
		default: 'named',
		options: [
			{
				name: 'Phone Number',
				value: 'number',
				description:
					'Call only when it is within hours in every time zone that the number can be in. If Time Zone is set, it is used instead.',
			},
			{
				name: 'Time Zone Field',
				value: 'named',
				description: 'Every item needs a Time Zone',
			},
		],
		description: 'Where to find the time zone of a recipient',
	},
	{
		displayName: 'Time Zone',
		name: 'timeZone',
		type: 'string',
		default: '',
		placeholder: 'e.g. America/New_York',
		description: "The recipient's time zone. Use an expression if it differs between items.",
	},
];

/** When recipients may be called. */
export const callingHours: INodeProperties = {
	displayName: 'Calling Hours',
	name: 'callingHours',
	type: 'fixedCollection',
	default: { hours: {} },
	description:
		'When recipients may be called, in their own time zone. Outside these hours, items are skipped and come out with the next possible time.',
	options: [
		{
			displayName: 'Hours',
			name: 'hours',
			values: fields,
		},
	],
};
