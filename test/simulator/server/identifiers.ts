import { randomBytes } from 'node:crypto';

import type { Channel } from '../schema/wireTypes';

/** IDs in the shapes of ElevenLabs and the carriers, unique across simulators. */
export class Identifiers {
	private readonly own = randomBytes(8).toString('hex');

	private count = 0;

	request(): string {
		return this.hex();
	}

	conversation(): string {
		return `conv_${this.hex().slice(4)}`;
	}

	batchCall(): string {
		return `btcal_${this.hex().slice(4)}`;
	}

	batchRecipient(): string {
		return `rcpt_${this.hex().slice(4)}`;
	}

	webhook(): string {
		return this.hex();
	}

	version(): string {
		return `agtvrsn_${this.hex().slice(4)}`;
	}

	call(channel: Channel): string {
		if (channel === 'twilio') return `CA${this.hex()}`;
		if (channel === 'sip_trunk') return `SCL_${this.hex()}`;
		return this.hex();
	}

	private hex(): string {
		this.count += 1;
		return this.own + this.count.toString(16).padStart(16, '0');
	}
}
