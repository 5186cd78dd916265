import type { INode, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { ElevenLabsError, trimEnd } from '../shared/elevenlabs/errors';
import type { Failure } from '../shared/failure';
import { nodeError } from '../shared/nodeError';
import { TriggerProblem } from './triggerProblem';
import { LABELS } from './triggerSettings';

/** What a key needs to set a webhook up. */
const PERMISSIONS = `To set up webhooks, the API key needs the permissions ElevenLabs Agents: Write and Webhooks: Write, and its owner must be an admin of the workspace. Or set '${LABELS.registration}' to Manual.`;

/** For what no one foresaw. */
const TRY_AGAIN = "Check the node's credential and parameters, then try again.";

/**
 * Makes an error for the editor from something that went wrong in the trigger. The advice is part of
 * the message, because n8n shows only that when publishing or testing.
 */
export function triggerError(node: INode, error: unknown): NodeApiError | NodeOperationError {
	const { message, advice, status, requestId } = failureOf(error);
	return nodeError(node, `${trimEnd(message)}. ${advice || TRY_AGAIN}`, {
		status,
		...(requestId === undefined ? {} : { description: `Request ID: ${requestId}` }),
	});
}

function failureOf(error: unknown): Failure {
	if (error instanceof ElevenLabsError) {
		const { failure } = error;
		return failure.code === 'missing_permissions' ? { ...failure, advice: PERMISSIONS } : failure;
	}
	const { message, description } = (error ?? {}) as { message?: unknown; description?: unknown };
	const advice = error instanceof TriggerProblem ? error.advice : description;
	return {
		message: String(message ?? error),
		advice: typeof advice === 'string' ? advice : '',
	};
}
