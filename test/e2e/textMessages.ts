import type { LoopbackServer } from './loopbackServer';
import { startLoopbackServer } from './loopbackServer';

/** Twilio, as far as sending a text message goes. */
export interface TextMessages extends LoopbackServer {
	/** Those that were sent, oldest first. */
	sent: Array<{ from: string; to: string; text: string }>;
}

export async function startTextMessages(): Promise<TextMessages> {
	const sent: TextMessages['sent'] = [];
	const server = await startLoopbackServer((path, body) => {
		if (!/^\/2010-04-01\/Accounts\/\w+\/Messages\.json$/.test(path)) throw new Error(path);
		const form = new URLSearchParams(body);
		const field = (name: string) => form.get(name) ?? '';
		sent.push({ from: field('From'), to: field('To'), text: field('Body') });
		return { sid: `SM${sent.length}`, status: 'queued' };
	});
	return { ...server, sent };
}

/** A credential for it, for Twilio's node. */
export const TWILIO_CREDENTIAL = {
	id: 'twilioDemo',
	name: 'Twilio account',
	type: 'twilioApi',
	data: { authType: 'authToken', accountSid: 'ACsimulated', authToken: 'simulated' },
};
