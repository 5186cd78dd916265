import type {
	PhoneCallRequest,
	PhoneCallSettings,
} from '../../../shared/calling/recipient/callRequest';
import { buildCallRequest } from '../../../shared/calling/recipient/callRequest';
import { providerOf } from '../../../shared/calling/recipient/callerNumber';
import { telephonyFor } from '../../../shared/calling/recipient/telephony';
import { readPhoneCall } from '../../../shared/elevenlabs/conversations';
import { OUTBOUND_CALL_PATHS } from '../../../shared/elevenlabs/paths';
import { readPhoneNumbers } from '../../../shared/elevenlabs/phoneNumbers';
import { all, valid } from '../../../shared/result';
import { readLookedUpLocator } from '../../itemParameters';
import { phoneNumberId } from '../../parameters/phoneNumberId';
import { readTelephonyFields, TELEPHONY_LABELS } from '../../parameters/telephony';
import type { Channel } from './channel';
import { readOncePerRun } from './readOncePerRun';

/** What a call from a phone number comes from. */
export type PhoneSender = Pick<PhoneCallSettings, 'phoneNumberId' | 'telephony'>;

/** Calls from a phone number of the workspace. */
export const phoneChannel: Channel<PhoneSender, PhoneCallRequest> = {
	senderReader(context) {
		const phoneNumber = readOncePerRun(context, ['phoneNumberId'], (item) =>
			readLookedUpLocator(context, item, phoneNumberId),
		);
		const telephony = readOncePerRun(context, ['telephony'], (item) =>
			readTelephonyFields(context, item),
		);
		return (item) =>
			all<PhoneSender>({ phoneNumberId: phoneNumber(item), telephony: telephony(item) });
	},
	async connect(client, senders) {
		const ids = new Set(senders.map((sender) => sender.phoneNumberId));
		const numbers = await readPhoneNumbers(client, ids);
		return (sender) => {
			const provider = providerOf(sender.phoneNumberId, numbers, phoneNumberId.displayName);
			if (!provider.ok) return provider;
			const { config, notices } = telephonyFor(sender.telephony, provider.value, TELEPHONY_LABELS);
			return valid({
				endpoint: OUTBOUND_CALL_PATHS[provider.value],
				notices,
				request: (call) => buildCallRequest({ ...call, ...sender, telephony: config }),
			});
		};
	},
	dialing: {
		readCall: readPhoneCall,
		refusalAdvice: "Check the agent's phone number and its provider in ElevenLabs.",
	},
};
