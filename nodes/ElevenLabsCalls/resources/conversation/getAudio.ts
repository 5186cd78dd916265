import type { IBinaryData, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import { hasEnded } from '../../../shared/calling/following/callOutcome';
import { joined, parameterFailure } from '../../../shared/failure';
import type { ByteStream } from '../../../shared/elevenlabs/byteStream';
import { useStream } from '../../../shared/elevenlabs/byteStream';
import type { ElevenLabsClient } from '../../../shared/elevenlabs/client';
import { readWholeConversation } from '../../../shared/elevenlabs/conversations';
import { isNotFound } from '../../../shared/elevenlabs/errors';
import { openRecording, RECORDING_TYPE } from '../../../shared/elevenlabs/recording';
import type { Conversation } from '../../../shared/elevenlabs/schemas';
import { simplifyConversation } from '../../../shared/elevenlabs/simplifiedConversation';
import { outcomeFields } from '../../conversationOutput';
import { conversationId, readConversationId } from '../../parameters/conversationId';
import { readName } from '../../itemParameters';
import type { ItemOutput } from '../../itemResult';
import { failuresOf, ItemFailure } from '../../nodeErrors';

const outputField: INodeProperties = {
	displayName: 'Put Output in Field',
	name: 'outputField',
	type: 'string',
	default: 'data',
	required: true,
	hint: 'The name of the output field to put the file in',
};

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['conversation'], operation: ['getAudio'] } },
	[conversationId, outputField],
);

/** Downloads the recording of a conversation as a file. */
export async function execute(
	this: IExecuteFunctions,
	client: ElevenLabsClient,
	item: number,
): Promise<ItemOutput[]> {
	const id = readConversationId(this, item);
	const field = readName(this, item, outputField);
	// Asked first: a refusal of the audio does not say why there is none.
	const conversation = await readWholeConversation(client, id);
	if (conversation.has_audio === false) throw noRecording(conversation);
	const file = await keepFile(this, await openAudio(client, conversation), `${id}.mp3`);
	const { agent_id, status, start_time, duration_secs } = simplifyConversation(conversation);
	return [
		{
			json: {
				conversation_id: id,
				agent_id,
				status,
				start_time,
				duration_secs,
				...outcomeFields(conversation),
			},
			binary: { [field]: file },
		},
	];
}

async function openAudio(
	client: ElevenLabsClient,
	conversation: Conversation,
): Promise<ByteStream> {
	try {
		return await openRecording(client, conversation.conversation_id);
	} catch (error) {
		const refusal: unknown = isNotFound(error) ? noRecording(conversation) : error;
		throw refusal;
	}
}

async function keepFile(
	context: IExecuteFunctions,
	audio: ByteStream,
	fileName: string,
): Promise<IBinaryData> {
	try {
		return await useStream(
			audio,
			async (bytes) => await context.helpers.prepareBinaryData(bytes, fileName, RECORDING_TYPE),
			() => context.getExecutionCancelSignal()?.aborted ?? false,
		);
	} catch (error) {
		const { message } = joined(failuresOf(error));
		const failure: unknown = new ItemFailure([
			{
				message: `The download of the recording is incomplete (${message})`,
				advice: 'Run the node again for this item.',
			},
		]);
		throw failure;
	}
}

function noRecording({ conversation_id: id, status }: Conversation): ItemFailure {
	return new ItemFailure([
		parameterFailure(
			'Conversation ID',
			`'${id}' has no recording`,
			hasEnded(String(status))
				? "Calls that nobody answered have no recording. For later calls, turn on audio saving in the agent's privacy settings in ElevenLabs. Audio that was not saved can't be recovered."
				: `The call is not over yet (its status is ${String(status)}). Use Wait for End first.`,
		),
	]);
}
