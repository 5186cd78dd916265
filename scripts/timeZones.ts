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

/** Where cell phone numbers have the area code, too (Google's `GEO_MOBILE_COUNTRIES`). */
const GEOGRAPHIC_CELL_PHONES = ['52', '54', '55', '62'];

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
	return new Map([...zones].map(([prefix, names]) => [prefix, [...names].sort().join('&')]));
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
