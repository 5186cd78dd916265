import { conversationUrl } from '../../../nodes/shared/elevenlabs/dashboard';
import { REGIONS } from '../../../nodes/shared/elevenlabs/regions';

describe("a conversation's page", () => {
	it.each([
		['global', 'https://elevenlabs.io/app/agents/history/conv_a'],
		['us', 'https://elevenlabs.io/app/agents/history/conv_a'],
		['eu', 'https://eu.residency.elevenlabs.io/app/agents/history/conv_a'],
		['in', 'https://in.residency.elevenlabs.io/app/agents/history/conv_a'],
		['sg', 'https://sg.residency.elevenlabs.io/app/agents/history/conv_a'],
	])('is on the dashboard of the region %s', (region, url) => {
		const { baseUrl = '' } = REGIONS.find(({ value }) => value === region) ?? {};
		expect(conversationUrl(baseUrl, 'conv_a')).toBe(url);
	});

	it.each(['https://proxy.example/elevenlabs', 'http://api.eu.residency.elevenlabs.io.example'])(
		'is the global one behind %s',
		(baseUrl) => {
			expect(conversationUrl(baseUrl, 'conv_a')).toBe(
				'https://elevenlabs.io/app/agents/history/conv_a',
			);
		},
	);

	it('has the ID as a part of its path, whatever it is', () => {
		expect(conversationUrl('https://api.elevenlabs.io', 'a/../b?c')).toBe(
			'https://elevenlabs.io/app/agents/history/a%2F..%2Fb%3Fc',
		);
	});
});
