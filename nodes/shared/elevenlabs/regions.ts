/** The credential's regions. Each residency host is a world of its own, with its own workspaces and keys. */
export const REGIONS = [
	{ value: 'global', name: 'Global', baseUrl: 'https://api.elevenlabs.io' },
	{ value: 'us', name: 'United States', baseUrl: 'https://api.us.elevenlabs.io' },
	{ value: 'eu', name: 'European Union', baseUrl: 'https://api.eu.residency.elevenlabs.io' },
	{ value: 'in', name: 'India', baseUrl: 'https://api.in.residency.elevenlabs.io' },
	{ value: 'sg', name: 'Singapore', baseUrl: 'https://api.sg.residency.elevenlabs.io' },
] as const;

/** The region whose base URL the user types in. */
export const OWN_BASE_URL = 'custom';

/**
 * @param region a value of {@link REGIONS} or {@link OWN_BASE_URL}
 * @param ownBaseUrl used with {@link OWN_BASE_URL}, with or without a slash at its end
 * @returns where requests go, without a slash at its end
 * @throws TypeError where the own base URL is no http(s) URL
 */
export function baseUrlOf(region: unknown, ownBaseUrl: unknown): string {
	if (region !== OWN_BASE_URL) {
		return (REGIONS.find(({ value }) => value === region) ?? REGIONS[0]).baseUrl;
	}
	const url = typeof ownBaseUrl === 'string' ? ownBaseUrl.trim() : '';
	if (!/^https?:\/\/[^/\s?#]+(?:\/[^\s?#]*)?$/i.test(url)) {
		throw new TypeError(
			`The credential's 'Base URL' is '${url.replace(/\/\/[^@/]*@/, '//…@')}', which is no web address. Enter one such as https://api.elevenlabs.io, or choose a region.`,
		);
	}
	// Copied from examples, where it is part of the address.
	return url.replace(/\/+$/, '').replace(/\/v1$/, '');
}
