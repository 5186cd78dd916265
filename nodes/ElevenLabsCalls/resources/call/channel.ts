import type { IExecuteFunctions } from 'n8n-workflow';
import type { CallRequest, CallSettings } from '../../../shared/calling/recipient/callRequest';
import type { Notice } from '../../../shared/calling/recipient/notice';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import type { PhoneCall } from '../../../shared/elevenlabs/conversations';
import type { Result } from '../../../shared/result';

/** How a call is placed through its sender. @typeParam Request what is sent for it */
export interface Route<Request extends CallRequest = CallRequest> {
	endpoint: string;
	/** Settings of the sender that have no effect. */
	notices: Notice[];
	request: (call: CallSettings) => Request;
}

/**
 * A way to call a person: whatever is not the same for all calls.
 * @typeParam Sender what a call comes from, as an item gives it
 * @typeParam Request what is sent for a call
 */
export interface Channel<Sender, Request extends CallRequest = CallRequest> {
	/** Makes the reader of the parameters that only this channel has. */
	senderReader: (context: IExecuteFunctions) => (item: number) => Result<Sender>;
	/**
	 * Reads what ElevenLabs knows about the senders of a run, at least one.
	 * @returns says how a call is placed through its sender, or why it can't be
	 * @throws ElevenLabsError
	 */
	connect: (
		client: ElevenLabsClient,
		senders: Sender[],
	) => Promise<(sender: Sender) => Result<Route<Request>>>;
	dialing: ChannelDialing;
}

/** The part of a channel that dialing needs. */
export interface ChannelDialing {
	/**
	 * Reads the call of a conversation, by which an uncertain call is recognized.
	 * @throws ElevenLabsError
	 */
	readCall: (client: ElevenLabsClient, conversationId: string) => Promise<PhoneCall>;
	/** What to check if ElevenLabs reports that it could not place a call. */
	refusalAdvice: string;
	/**
	 * Set if the phone may ring long after the call was placed: how the output says so. Other calls don't
	 * wait until such a call has ended.
	 */
	beginsLaterNote?: string;
}
