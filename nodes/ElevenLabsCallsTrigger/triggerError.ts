import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { ElevenLabsError } from '../shared/elevenlabs/errors';
import { TriggerProblem } from './triggerProblem';
import { LABELS } from './triggerSettings';

/** What a key needs to set a webhook up. */
const PERMISSIONS = `To set up webhooks, the API key needs the permissions ElevenLabs Agents: Write and Webhooks: Write, and its owner must be an admin of the workspace. Or set '${LABELS.registration}' to Manual.`;

/** Makes an error for the editor of something that went wrong in the trigger. */
export function triggerError(node: INode, error: unknown): NodeApiError | NodeOperationError {
	if (!(error instanceof ElevenLabsError)) {
		const { message, description } = (error ?? {}) as { message?: unknown; description?: unknown };
		const advice = error instanceof TriggerProblem ? error.advice : description;
		return titled(
			new NodeOperationError(node, String(message ?? error), {
				...(typeof advice === 'string' && advice !== '' ? { description: advice } : {}),
			}),
			String(message ?? error),
		);
	}
	const { message, advice, code, requestId } = error.refusal;
	const description = [
		code === 'missing_permissions' ? PERMISSIONS : advice,
		...(requestId === undefined ? [] : [`Request ID: ${requestId}`]),
	].join(' ');
	return titled(
		new NodeApiError(node, { message } as JsonObject, {
			message,
			description,
			...(error.status === undefined ? {} : { httpCode: String(error.status) }),
		}),
		message,
	);
}

/** n8n replaces a text with one of its own if it contains a code such as EEXIST. */
function titled<T extends Error>(error: T, message: string): T {
	error.message = message;
	return error;
}
