import type { INodeProperties } from 'n8n-workflow';
import { timeZoneOptions } from './timeZones';

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
		placeholder: 'e.g. 09:00 or 9am',
	},
	{
		displayName: 'To',
		name: 'to',
		type: 'string',
		default: '18:00',
		placeholder: 'e.g. 18:00 or 6pm',
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
		type: 'options',
		default: '',
		options: [
			{
				name: 'None',
				value: '',
				description: 'Only if Time Zone From is Phone Number',
			},
			...timeZoneOptions,
		],
		description:
			"The recipient's time zone. If it differs between items, use an expression that returns its name, e.g. America/New_York.",
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
