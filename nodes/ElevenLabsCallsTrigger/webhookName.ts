import { z } from 'zod';
import type { PostCallWebhook } from '../shared/elevenlabs/postCallWebhook';
import { record } from '../shared/elevenlabs/schemas';

/** What agents or the workspace had before ours, by holder ID. Empty if it was nothing. */
export type PreviousWebhooks = Record<string, PostCallWebhook>;

/** What the name of one of our webhooks says. */
export interface WebhookName {
	workflowId: string;
	nodeId: string;
	/** Whether it belongs to a test or to the published workflow. */
	mode: 'production' | 'test';
	previous: PreviousWebhooks;
}

const PATTERN = /^n8n (\S+) (\S+) \((production|test)\)(?: instead of (\{.*\}))?$/s;

const previousText = z
	.string()
	.transform((text, issues) => {
		try {
			return JSON.parse(text) as unknown;
		} catch {
			issues.addIssue({ code: 'custom', message: 'Not JSON' });
			return z.NEVER;
		}
	})
	.pipe(z.record(record))
	.catch({});

/**
 * Names a webhook. The name keeps what agents and the workspace had before, because it is the only
 * place that survives everything: n8n saves nothing of a test, and nothing of a publish that fails.
 */
export function webhookName({ workflowId, nodeId, mode, previous }: WebhookName): string {
	const ids = [workflowId, nodeId].map(encodeURIComponent).join(' ');
	const name = `n8n ${ids} (${mode})`;
	return Object.keys(previous).length === 0
		? name
		: `${name} instead of ${JSON.stringify(previous)}`;
}

/** @returns undefined if the name isn't one of ours */
export function readWebhookName(name: string): WebhookName | undefined {
	const [, workflowId, nodeId, mode, previous = '{}'] = PATTERN.exec(name) ?? [];
	if (workflowId === undefined || nodeId === undefined) return undefined;
	try {
		return {
			workflowId: decodeURIComponent(workflowId),
			nodeId: decodeURIComponent(nodeId),
			mode: mode === 'test' ? 'test' : 'production',
			previous: previousText.parse(previous),
		};
	} catch {
		// A person wrote this name.
		return undefined;
	}
}
