/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- writes a file, in development only */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import metadata from 'libphonenumber-js/metadata.max.json';

/*
 * Writes the time zones of phone numbers, from Google's newest list or from the file given:
 * npx tsx scripts/timeZones.ts [map_data.txt]
 */

const SOURCE =
	'https://raw.githubusercontent.com/google/libphonenumber/master/resources/timezones/map_data.txt';

const TARGET = path.resolve(__dirname, '../nodes/shared/calling/recipient/numberTimeZones.json');

/** Has an area code in every number, and dozens of countries. */
const NORTH_AMERICA = '1';

/** The code with the area, e.g. 1423. */
const AREA = /^1\d{3}/;

/**
 * Where cell phone numbers have the area code, too: Google's `GEO_MOBILE_COUNTRIES` without Indonesia (62),
 * whose list has cell phones in Jakarta that can be in any of its three zones.
 */
const GEOGRAPHIC_CELL_PHONES = ['52', '54', '55'];

/**
 * What Google's list has wrong. It names other places for some countries and areas whose clocks differ by
 * now, and leaves out others. A call could then be made an hour before or after the hours.
 */
const CORRECTIONS: Record<string, string[]> = {
	'1474': ['America/Regina'],
	'211': ['Africa/Juba'],
	'212': ['Africa/Casablanca', 'Africa/El_Aaiun'],
	'213': ['Africa/Algiers'],
	'218': ['Africa/Tripoli'],
	'505': ['America/Managua'],
	'56': ['America/Punta_Arenas', 'America/Santiago', 'Pacific/Easter'],
	'5661': ['America/Punta_Arenas'],
	'5667': ['America/Punta_Arenas'],
	// Cell phones, which look like landlines there.
	'569': ['America/Punta_Arenas', 'America/Santiago', 'Pacific/Easter'],
	'675': ['Pacific/Bougainville', 'Pacific/Port_Moresby'],
	'740': ['Europe/Kaliningrad'],
	'970': ['Asia/Gaza', 'Asia/Hebron'],
};

/** In countries with several zones, one that Google's list leaves out. */
const ADDITIONS: Record<string, string> = { '7': 'Europe/Kaliningrad' };

/**
 * Area codes of the same area in North America, if that has several zones: the list has only one for
 * newer codes.
 */
const OVERLAYS = [
	['1208', '1986'],
	['1250', '1778', '1236', '1672', '1257'],
	['1270', '1364'],
	['1418', '1581', '1367'],
	['1423', '1729'],
	['1541', '1458'],
	['1709', '1879'],
	['1812', '1930'],
	['1850', '1448'],
];

type Plan = [pattern: string] | 0 | undefined;

async function readSource(file: string | undefined): Promise<string> {
	if (file !== undefined) return readFileSync(file, 'utf8');
	const response = await fetch(SOURCE);
	if (!response.ok) throw new Error(`${SOURCE}: HTTP ${response.status}`);
	return await response.text();
}

/**
 * Reads the list, e.g. `49|Europe/Berlin`. In North America, cell phones have the prefixes of landlines
 * elsewhere in their area, and the list has one zone for all that it doesn't know (Chicago for 423,
 * though most of it is in New York's), so an area has the zones of all its prefixes.
 * @returns zones by prefix, with & between them
 */
function zonesByPrefix(text: string): Map<string, string> {
	const zones = new Map<string, Set<string>>();
	for (const line of text.split(/\r?\n/).filter((one) => /^\d/.test(one))) {
		const [prefix = '', names = ''] = line.trim().split('|');
		const place = AREA.exec(prefix)?.[0] ?? prefix;
		zones.set(place, new Set([...(zones.get(place) ?? []), ...names.split('&')]));
	}
	correct(zones);
	return new Map([...zones].map(([prefix, names]) => [prefix, [...names].sort().join('&')]));
}

function correct(zones: Map<string, Set<string>>): void {
	for (const [prefix, names] of Object.entries(CORRECTIONS)) zones.set(prefix, new Set(names));
	for (const [prefix, name] of Object.entries(ADDITIONS)) zones.get(prefix)?.add(name);
	for (const codes of OVERLAYS) {
		const all = new Set(codes.flatMap((code) => [...(zones.get(code) ?? [])]));
		for (const code of codes) zones.set(code, all);
	}
}

/** What the numbers of a country look like that belong to an area; numbers without the calling code. */
function geographicPattern(code: string): string {
	const countries = metadata.country_calling_codes as Record<string, string[]>;
	const patterns = (countries[code] ?? []).flatMap((country) => {
		const [fixed, mobile] = (
			metadata.countries as unknown as Record<string, Record<number, Plan[]>>
		)[country]?.[11] ?? [0, 0];
		const plans = GEOGRAPHIC_CELL_PHONES.includes(code) ? [fixed, mobile] : [fixed];
		return plans.flatMap((plan) => (plan ? [plan[0]] : []));
	});
	return patterns.join('|');
}

async function main(): Promise<void> {
	const zones = zonesByPrefix(await readSource(process.argv[2]));
	const prefixes: Record<string, string[]> = {};
	for (const [prefix, names] of [...zones].sort()) (prefixes[names] ??= []).push(prefix);

	const several = Object.keys(metadata.country_calling_codes).filter((code) => {
		const own = [...zones].filter(([prefix]) => prefix.startsWith(code));
		return code !== NORTH_AMERICA && new Set(own.map(([, names]) => names)).size > 1;
	});
	const contents = {
		source: SOURCE,
		license: 'Apache-2.0, Copyright (C) The Libphonenumber Authors',
		geographic: Object.fromEntries(several.map((code) => [code, geographicPattern(code)])),
		prefixes: Object.fromEntries(
			Object.entries(prefixes).map(([names, own]) => [names, own.join(' ')]),
		),
	};
	writeFileSync(TARGET, `${JSON.stringify(contents, null, '\t')}\n`);
}

void main();
