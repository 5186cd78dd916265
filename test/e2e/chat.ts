/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in tests only */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { N8nInstance } from '../n8n/instance';
import { until } from './until';

interface Socket {
	on(event: 'message', listener: (data: Buffer) => void): void;
	send(text: string): void;
	terminate(): void;
}

/** What n8n shows in the chat. */
export interface ChatMessage {
	text: string;
	/** The label of each button, and what it opens. */
	buttons: Array<{ text: string; link: string }>;
}

/** The chat in n8n's editor. */
export interface Chat {
	/** Says something, which starts an execution, and returns the execution's ID. */
	say(text: string): Promise<string>;
	/** The next message that appears. */
	next(): Promise<ChatMessage>;
	/** Presses a button of a message. */
	press(message: ChatMessage, label: string): Promise<void>;
	close(): void;
}

const HEARTBEAT = 'n8n|heartbeat';
const CONTINUE = 'n8n|continue';

/** Opens the chat of a saved workflow. It does what the editor does (n8n 2.41, `useChatState` and `@n8n/chat`). */
export function openChat(n8n: N8nInstance, workflowId: string, trigger: string): Chat {
	const { WebSocket } = createRequire(join(n8n.installation.folder, 'package.json'))('ws') as {
		WebSocket: new (url: string) => Socket;
	};
	const sessionId = `chat-${workflowId}`;
	const shown: ChatMessage[] = [];
	let socket: Socket | undefined;

	function listen(executionId: string, token: string): void {
		const query = new URLSearchParams({ sessionId, executionId, isPublic: 'false', token });
		const opened = new WebSocket(`${n8n.url.replace('http', 'ws')}/chat?${query.toString()}`);
		socket = opened;
		opened.on('message', (data) => {
			const text = data.toString();
			if (text === HEARTBEAT) opened.send('n8n|heartbeat-ack');
			else if (text !== CONTINUE) shown.push(messageFrom(text));
		});
	}

	return {
		async say(text) {
			await n8n.rest('POST', `/rest/workflows/${workflowId}/run`, {
				triggerToStartFrom: { name: trigger },
				chatSessionId: sessionId,
			});
			const response = await fetch(`${n8n.url}/webhook-test/${workflowId}/${sessionId}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', cookie: n8n.cookie },
				body: JSON.stringify({ action: 'sendMessage', sessionId, chatInput: text }),
			});
			const answer = await response.text();
			const { executionId, resumeToken } = JSON.parse(answer) as {
				executionId?: string;
				resumeToken?: string;
			};
			if (executionId === undefined) throw new Error(`The chat did not start: ${answer}`);
			listen(executionId, resumeToken ?? '');
			return executionId;
		},
		next: async () => await until('a message appears in the chat', () => shown.shift() ?? false),
		async press({ buttons }, label) {
			const link = buttons.find(({ text }) => text === label)?.link;
			if (link === undefined) throw new Error(`The message has no button '${label}'`);
			// n8n ignores presses by programs.
			const response = await fetch(link, {
				headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' },
			});
			if (!response.ok) throw new Error(`'${label}' answered ${response.status}`);
		},
		close: () => socket?.terminate(),
	};
}

function messageFrom(text: string): ChatMessage {
	try {
		const { text: shown, buttons } = JSON.parse(text) as Partial<ChatMessage>;
		return { text: shown ?? text, buttons: buttons ?? [] };
	} catch {
		return { text, buttons: [] };
	}
}
