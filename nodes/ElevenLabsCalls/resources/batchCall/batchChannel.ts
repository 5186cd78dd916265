import type { PhoneCallRequest } from '../../../shared/calling/recipient/callRequest';
import type { BatchFields } from '../../../shared/calling/batching/batchRequest';
import { all } from '../../../shared/result';
import type { Channel } from '../call/channel';
import type { PhoneSender } from '../call/phoneChannel';
import { phoneChannel } from '../call/phoneChannel';
import { batchFieldsReader } from './batchFields';

/** What a call in a batch comes from. */
export interface BatchSender {
	phone: PhoneSender;
	batch: BatchFields;
}

/**
 * Calls from a phone number of the workspace that are submitted in batches.
 * @param now milliseconds since 1970
 */
export function batchChannel(
	now: number,
): Pick<Channel<BatchSender, PhoneCallRequest>, 'senderReader' | 'connect'> {
	return {
		senderReader(context) {
			const phone = phoneChannel.senderReader(context);
			const batch = batchFieldsReader(context, now);
			return (item) => all<BatchSender>({ phone: phone(item), batch: batch(item) });
		},
		async connect(client, senders) {
			const route = await phoneChannel.connect(
				client,
				senders.map(({ phone }) => phone),
			);
			return ({ phone }) => route(phone);
		},
	};
}
