import { z } from 'zod';
import type { PostCallWebhook } from '../shared/elevenlabs/postCallWebhook';
import { record } from '../shared/elevenlabs/pagination';

/** What each agent had before, by its ID; those that had nothing are not in it. */
export type Formers = Record<string, PostCallWebhook>;

/** What the name of a webhook of ours tells. */
export interface WebhookName {
	workflowId: string;
	nodeId: string;
	/** Whether it listens for one test event, or as long as the workflow is active. */
	mode: 'production' | 'test';
	formers: Formers;
}

const PATTERN = /^n8n (\S+) (\S+) \((production|test)\)(?: instead of (\{.*\}))?$/s;

const formersText = z
	.string()
	.transform((text, issues) => {
		try {
			return JSON.parse(text) as unknown;
		} catch {
			issues.addIssue({ code: 'custom', message: 'No JSON' });
			return z.NEVER;
		}
	})
	.pipe(z.record(record))
	.catch({});

/**
 * Names a webhook. What agents had before is kept in the name, as it is the only place that
 * outlives all: n8n keeps nothing of a test, and nothing of an activation until it is over.
 */
export function webhookName({ workflowId, nodeId, mode, formers }: WebhookName): string {
	const ids = [workflowId, nodeId].map(encodeURIComponent).join(' ');
	const name = `n8n ${ids} (${mode})`;
	return Object.keys(formers).length === 0 ? name : `${name} instead of ${JSON.stringify(formers)}`;
}

/** @returns undefined where the name is none that we give */
export function readWebhookName(name: string): WebhookName | undefined {
	const [, workflowId, nodeId, mode, formers = '{}'] = PATTERN.exec(name) ?? [];
	if (workflowId === undefined || nodeId === undefined) return undefined;
	try {
		return {
			workflowId: decodeURIComponent(workflowId),
			nodeId: decodeURIComponent(nodeId),
			mode: mode === 'test' ? 'test' : 'production',
			formers: formersText.parse(formers),
		};
	} catch {
		// Somebody wrote the name who does not encode.
		return undefined;
	}
}
