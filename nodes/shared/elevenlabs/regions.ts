import { isBlank, trimmed } from '../values';

/** The credential's regions. Each residency host has its own workspaces and keys. */
export const REGIONS = [
	{ value: 'global', name: 'Global', baseUrl: 'https://api.elevenlabs.io' },
	{ value: 'us', name: 'United States', baseUrl: 'https://api.us.elevenlabs.io' },
	{ value: 'eu', name: 'European Union', baseUrl: 'https://api.eu.residency.elevenlabs.io' },
	{ value: 'in', name: 'India', baseUrl: 'https://api.in.residency.elevenlabs.io' },
	{ value: 'sg', name: 'Singapore', baseUrl: 'https://api.sg.residency.elevenlabs.io' },
] as const;

/** The region whose base URL the user types in. */
export const CUSTOM_BASE_URL = 'custom';

/** The API's part of a URL copied from an example: a version, or a whole endpoint of agents. */
const API_PATH = /\/v1(?:\/convai(?:[/?#]\S*)?)?\/*$/i;

/**
 * @param region a value of {@link REGIONS} or {@link CUSTOM_BASE_URL}; blank is the first of them
 * @param customBaseUrl used with {@link CUSTOM_BASE_URL}; a part of the API's path at its end, such
 *   as `/v1/convai/`, is dropped
 * @returns the base URL of requests, without a slash at the end
 * @throws TypeError if the region is unknown, or the custom base URL isn't an http(s) URL
 */
export function baseUrlOf(region: unknown, customBaseUrl: unknown): string {
	if (isBlank(region)) return REGIONS[0].baseUrl;
	if (region !== CUSTOM_BASE_URL) {
		const known = REGIONS.find(({ value }) => value === region);
		if (known !== undefined) return known.baseUrl;
		throw new TypeError(
			`The credential's 'Region' must be one of: ${[...REGIONS.map(({ value }) => value), CUSTOM_BASE_URL].join(', ')}. Choose it from the list.`,
		);
	}
	const given = typeof customBaseUrl === 'string' ? trimmed(customBaseUrl) : '';
	const url = given.replace(API_PATH, '').replace(/\/+$/, '');
	if (!/^https?:\/\/[^/\s?#]+(?:\/[^\s?#]*)?$/i.test(url)) {
		throw new TypeError(
			`The credential's 'Base URL' is '${given.replace(/\/\/[^@/]*@/, '//…@')}', which is not a valid URL. Enter one such as https://api.elevenlabs.io, or choose a region.`,
		);
	}
	return url;
}
