import { timeZoneOptions } from '../../../nodes/ElevenLabsCalls/parameters/timeZones';
import { readCallingHours } from '../../../nodes/shared/calling/guards/callingHours';
import { countries } from '../../../nodes/shared/calling/recipient/countries';

const names = timeZoneOptions.map(({ name }) => name);
const zones = timeZoneOptions.map(({ value }) => String(value));

it('each is one that calling hours take', () => {
	for (const timeZone of zones) {
		const hours = { from: '09:00', to: '18:00', weekdays: [1], timeZone };
		expect([timeZone, readCallingHours(hours, 'Calling Hours').ok]).toEqual([timeZone, true]);
	}
});

it('are in the order of their names, each once', () => {
	expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
	expect(new Set(zones).size).toBe(zones.length);
});

it('almost every country has its own', () => {
	const without = countries.filter(
		({ name }) => !names.some((zone) => zone.endsWith(`, ${name})`)),
	);
	// Their clocks are those of Saint Helena and Belgrade.
	expect(without.map(({ value }) => value)).toEqual(['AC', 'XK', 'TA']);
});

it.each([
	['new york', 'America/New_York'],
	['america/los_angeles', 'America/Los_Angeles'],
	['germany', 'Europe/Berlin'],
	['kolkata', 'Asia/Kolkata'],
	['utc', 'UTC'],
])('typing %s in the editor, which searches names, finds %s', (typed, zone) => {
	const found = timeZoneOptions.filter(({ name }) => name.toLowerCase().includes(typed));
	expect(found.map(({ value }) => value)).toContain(zone);
});
