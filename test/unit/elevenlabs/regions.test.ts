import { baseUrlOf, OWN_BASE_URL, REGIONS } from '../../../nodes/shared/elevenlabs/regions';

describe('the base URL', () => {
	it.each([
		['global', 'https://api.elevenlabs.io'],
		['us', 'https://api.us.elevenlabs.io'],
		['eu', 'https://api.eu.residency.elevenlabs.io'],
		['in', 'https://api.in.residency.elevenlabs.io'],
		['sg', 'https://api.sg.residency.elevenlabs.io'],
	])('of the region %s is its host, whatever was typed in before', (region, baseUrl) => {
		expect(baseUrlOf(region, 'https://other.example')).toBe(baseUrl);
		expect(REGIONS.map(({ value }) => value)).toContain(region);
	});

	it.each([[undefined], [null], [''], ['mars'], ['__proto__'], [5]])(
		'is the global one where the region is none: %p',
		(region) => {
			expect(baseUrlOf(region, undefined)).toBe('https://api.elevenlabs.io');
		},
	);

	it.each([
		['https://api.example.com', 'https://api.example.com'],
		['https://api.example.com/', 'https://api.example.com'],
		[' https://api.example.com// ', 'https://api.example.com'],
		['http://127.0.0.1:3999', 'http://127.0.0.1:3999'],
		['https://proxy.example.com/elevenlabs/', 'https://proxy.example.com/elevenlabs'],
		['HTTPS://api.example.com', 'HTTPS://api.example.com'],
	])('may be typed in: %p', (typed, baseUrl) => {
		expect(baseUrlOf(OWN_BASE_URL, typed)).toBe(baseUrl);
	});

	it.each([
		['', ''],
		[undefined, ''],
		[5, ''],
		['api.elevenlabs.io', 'api.elevenlabs.io'],
		['ftp://api.elevenlabs.io', 'ftp://api.elevenlabs.io'],
		['https://', 'https://'],
		['https:///v1', 'https:///v1'],
		['javascript:https://x', 'javascript:https://x'],
		['https://a b.example', 'https://a b.example'],
		['https://?x', 'https://?x'],
		['https://api.elevenlabs.io?x=1', 'https://api.elevenlabs.io?x=1'],
		['https://api.elevenlabs.io/#x', 'https://api.elevenlabs.io/#x'],
	])('is refused that is no web address: %p', (typed, shown) => {
		expect(() => baseUrlOf(OWN_BASE_URL, typed)).toThrow(
			new TypeError(
				`The credential's 'Base URL' is '${shown}', which is no web address. Enter one such as https://api.elevenlabs.io, or choose a region.`,
			),
		);
	});

	it('is https in every region, and each region is listed once', () => {
		expect(REGIONS.every(({ baseUrl }) => /^https:\/\/[a-z.]+$/.test(baseUrl))).toBe(true);
		expect(new Set(REGIONS.map(({ value }) => value)).size).toBe(REGIONS.length);
		expect(new Set(REGIONS.map(({ baseUrl }) => baseUrl)).size).toBe(REGIONS.length);
		expect(REGIONS.map(({ value }): string => value)).not.toContain(OWN_BASE_URL);
	});
});
