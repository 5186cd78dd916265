import fc from 'fast-check';
import { baseUrlOf, CUSTOM_BASE_URL, REGIONS } from '../../../nodes/shared/elevenlabs/regions';

describe('the base URL', () => {
	it.each([
		['global', 'https://api.elevenlabs.io'],
		['us', 'https://api.us.elevenlabs.io'],
		['eu', 'https://api.eu.residency.elevenlabs.io'],
		['in', 'https://api.in.residency.elevenlabs.io'],
		['sg', 'https://api.sg.residency.elevenlabs.io'],
	])('of the region %s is its host, whatever was entered before', (region, baseUrl) => {
		expect(baseUrlOf(region, 'https://other.example')).toBe(baseUrl);
		expect(REGIONS.map(({ value }) => value)).toContain(region);
	});

	it.each([[undefined], [null], ['']])('is the global one if no region is set: %p', (region) => {
		expect(baseUrlOf(region, undefined)).toBe('https://api.elevenlabs.io');
	});

	it.each([['mars'], ['EU'], ['__proto__'], [5], [{}]])(
		'is missing if the region is unknown, because another host would see the key: %p',
		(region) => {
			expect(() => baseUrlOf(region, undefined)).toThrow(
				new TypeError(
					"The credential's 'Region' must be one of: global, us, eu, in, sg, custom. Choose it from the list.",
				),
			);
		},
	);

	it.each([
		['https://api.example.com', 'https://api.example.com'],
		['https://api.example.com/', 'https://api.example.com'],
		[' https://api.example.com// ', 'https://api.example.com'],
		['http://127.0.0.1:3999', 'http://127.0.0.1:3999'],
		['https://proxy.example.com/elevenlabs/', 'https://proxy.example.com/elevenlabs'],
		['HTTPS://api.example.com', 'HTTPS://api.example.com'],
		['\ufeffhttps://api.example.com\u200b\r\n', 'https://api.example.com'],
		['https://user:secret@proxy.example', 'https://user:secret@proxy.example'],
		['https://v1.example/v1', 'https://v1.example'],
		['https://proxy.example/v1/elevenlabs', 'https://proxy.example/v1/elevenlabs'],
		['https://proxy.example/v1/elevenlabs/v1', 'https://proxy.example/v1/elevenlabs'],
		['https://proxy.example/v1/convai-eu', 'https://proxy.example/v1/convai-eu'],
		...[
			'/v1',
			'/v1/',
			'/v1//',
			'/V1',
			'/v1/convai',
			'/v1/convai/',
			'/v1/ConvAI//',
			'/v1/convai/agents?page_size=1',
			'/v1/convai/twilio/outbound-call',
			'/v1/convai#x',
		].flatMap((path) => [
			[`https://api.elevenlabs.io${path}`, 'https://api.elevenlabs.io'],
			[`http://proxy.example:8080/eleven${path}`, 'http://proxy.example:8080/eleven'],
		]),
	])('may be entered: %p', (typed, baseUrl) => {
		expect(baseUrlOf(CUSTOM_BASE_URL, typed)).toBe(baseUrl);
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
		['https://user:secret@?x', 'https://…@?x'],
	])('is refused if it is not a valid URL: %p', (typed, shown) => {
		expect(() => baseUrlOf(CUSTOM_BASE_URL, typed)).toThrow(
			new TypeError(
				`The credential's 'Base URL' is '${shown}', which is not a valid URL. Enter one such as https://api.elevenlabs.io, or choose a region.`,
			),
		);
	});

	it('is the same, whatever API path is pasted after it', () => {
		const host = fc.webUrl({ withQueryParameters: false, withFragments: false });
		const rest = fc.constantFrom(
			'',
			'/',
			'/v1',
			'/v1/',
			'/v1/convai',
			'/v1/convai/',
			'/v1/convai/x',
		);
		fc.assert(
			fc.property(host, rest, (url, more) => {
				const base = baseUrlOf(CUSTOM_BASE_URL, url);
				expect(base.endsWith('/')).toBe(false);
				expect(baseUrlOf(CUSTOM_BASE_URL, `${base}${more}`)).toBe(base);
			}),
		);
	});

	it('is https in every region, and each region is listed once', () => {
		expect(REGIONS.every(({ baseUrl }) => /^https:\/\/[a-z.]+$/.test(baseUrl))).toBe(true);
		expect(new Set(REGIONS.map(({ value }) => value)).size).toBe(REGIONS.length);
		expect(new Set(REGIONS.map(({ baseUrl }) => baseUrl)).size).toBe(REGIONS.length);
		expect(REGIONS.map(({ value }): string => value)).not.toContain(CUSTOM_BASE_URL);
	});
});
