import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { ElevenLabsError } from '../shared/elevenlabs/errors';
import { TriggerProblem } from './triggerProblem';
import { LABELS } from './triggerSettings';

/** What a key needs to set a webhook up. */
const PERMISSIONS = `To set up webhooks, the API key needs the permissions ElevenLabs Agents: Write and Webhooks: Write, and its owner must be an admin of the workspace. Or set '${LABELS.registration}' to Manual.`;

/**
 * Makes an error for the editor from something that went wrong in the trigger. The advice is part of
 * the message, because n8n shows only that when publishing or testing.
 */
export function triggerError(node: INode, error: unknown): NodeApiError | NodeOperationError {
	if (!(error instanceof ElevenLabsError)) {
		const { message, description } = (error ?? {}) as { message?: unknown; description?: unknown };
		const advice = error instanceof TriggerProblem ? error.advice : description;
		const text = messageWithAdvice(String(message ?? error), advice);
		return titled(
			new NodeOperationError(node, text, typeof advice === 'string' ? { description: advice } : {}),
			text,
		);
	}
	const { message, advice, code, requestId } = error.failure;
	const shownAdvice = code === 'missing_permissions' ? PERMISSIONS : advice;
	const text = messageWithAdvice(message, shownAdvice);
	return titled(
		new NodeApiError(node, { message: text } as JsonObject, {
			message: text,
			description:
				requestId === undefined ? shownAdvice : `${shownAdvice} Request ID: ${requestId}`,
			...(error.status === undefined ? {} : { httpCode: String(error.status) }),
		}),
		text,
	);
}

function messageWithAdvice(message: string, advice: unknown): string {
	return typeof advice === 'string' && advice !== '' ? `${message}. ${advice}` : message;
}

/** n8n replaces a text with one of its own if it contains a code such as EEXIST. */
function titled<T extends Error>(error: T, message: string): T {
	error.message = message;
	return error;
}
