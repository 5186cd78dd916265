import type { N8nInstance } from '../n8n/instance';

/** The editor in a browser, as far as n8n can tell. */
export interface OpenEditor {
	/** "Execute workflow" of a saved workflow; returns the execution's ID. */
	run(workflowId: string): Promise<string>;
	/** What n8n pushed of a node's output, as text; false before it did. */
	outputOf(nodeName: string): string | false;
	close(): void;
}

/** Listens to what n8n pushes to the editor. n8n must have been started with `PUSH_BY_EVENTS`. */
export async function openEditor({ url, cookie }: N8nInstance): Promise<OpenEditor> {
	const pushRef = 'openEditor';
	const closing = new AbortController();
	const pushed = await fetch(`${url}/rest/push?pushRef=${pushRef}`, {
		headers: { cookie, origin: url, accept: 'text/event-stream' },
		signal: closing.signal,
	});
	let events = '';
	const listen = async () => {
		const decoder = new TextDecoder();
		const reader = pushed.body?.getReader();
		for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
			events += decoder.decode(part.value, { stream: true });
		}
	};
	// It ends with `close`, by an error.
	void listen().catch(() => {});

	return {
		async run(workflowId) {
			const answer = await fetch(`${url}/rest/workflows/${workflowId}/run`, {
				method: 'POST',
				headers: { cookie, 'push-ref': pushRef, 'content-type': 'application/json' },
				body: JSON.stringify({ triggerToStartFrom: { name: 'Start' } }),
			});
			const { data } = (await answer.json()) as { data: { executionId: string } };
			return data.executionId;
		},
		outputOf(nodeName) {
			const own = events
				.split('\n')
				.filter(
					(line) =>
						line.includes('"nodeExecuteAfterData"') && line.includes(`"nodeName":"${nodeName}"`),
				);
			return own.length > 0 && own.join('\n');
		},
		close: () => closing.abort(),
	};
}

/** For n8n's environment: pushes come as a stream of events and not over a WebSocket. */
export const PUSH_BY_EVENTS = { N8N_PUSH_BACKEND: 'sse' };
