import type { IWebhookFunctions } from 'n8n-workflow';
import { hasSecret } from '../../../nodes/ElevenLabsCallsTrigger/webhookSecrets';

let credentials = 0;

/** A trigger with a credential that no other test has. */
function triggerWith(webhookSecret: string, id: string | null = String(credentials++)) {
	const data = { webhookSecret };
	const getCredentials = jest.fn(async () => await Promise.resolve({ ...data }));
	const context = {
		getNode: () => ({ credentials: { elevenLabsCallsApi: { id, name: 'ElevenLabs' } } }),
		getCredentials,
	} as unknown as IWebhookFunctions;
	const isSignedBy = async (secret: string) =>
		await hasSecret(context, (secrets) => secrets.includes(secret));
	return { data, getCredentials, isSignedBy };
}

let time = 1_794_400_000_000;

beforeEach(() => jest.spyOn(Date, 'now').mockImplementation(() => time));
afterEach(() => jest.restoreAllMocks());

describe('hasSecret', () => {
	it('reads the credential once for many deliveries at once', async () => {
		const { isSignedBy, getCredentials } = triggerWith('one, two');
		const deliveries = Array.from({ length: 20 }, async () => await isSignedBy('two'));
		expect(await Promise.all(deliveries)).toEqual(deliveries.map(() => true));
		expect(await isSignedBy('one')).toBe(true);
		expect(getCredentials).toHaveBeenCalledTimes(1);
	});

	it('accepts a secret that was added a moment ago', async () => {
		const { data, isSignedBy } = triggerWith('old');
		expect(await isSignedBy('new')).toBe(false);
		data.webhookSecret = 'new';
		expect(await isSignedBy('new')).toBe(true);
		expect(await isSignedBy('old')).toBe(false);
	});

	it('refuses a secret 10 seconds after it was removed', async () => {
		const { data, isSignedBy } = triggerWith('old');
		expect(await isSignedBy('old')).toBe(true);
		data.webhookSecret = '';
		time += 10_000;
		expect(await isSignedBy('old')).toBe(false);
	});

	it('reads again if the clock was set back', async () => {
		const { data, isSignedBy } = triggerWith('old');
		expect(await isSignedBy('old')).toBe(true);
		data.webhookSecret = '';
		time -= 3_600_000;
		expect(await isSignedBy('old')).toBe(false);
	});

	it('keeps credentials apart', async () => {
		expect(await triggerWith('one').isSignedBy('one')).toBe(true);
		expect(await triggerWith('two').isSignedBy('one')).toBe(false);
	});

	it('remembers nothing of a credential without an ID', async () => {
		const { isSignedBy, getCredentials } = triggerWith('one', null);
		await isSignedBy('one');
		await isSignedBy('one');
		expect(getCredentials).toHaveBeenCalledTimes(2);
	});

	it('reads again after the credential could not be read', async () => {
		const { isSignedBy, getCredentials } = triggerWith('one');
		getCredentials.mockRejectedValueOnce(new Error('No database'));
		await expect(isSignedBy('one')).rejects.toThrow('No database');
		expect(await isSignedBy('one')).toBe(true);
	});
});
