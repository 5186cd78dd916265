import type { IDataObject } from 'n8n-workflow';
import type { LoopbackServer } from './loopbackServer';
import { startLoopbackServer } from './loopbackServer';

/** What the model does next: say something, or use a tool. */
export type Turn = { says: string } | { uses: string; with: IDataObject };

export interface ToolOffer {
	type: 'function';
	function: { name: string; description: string; parameters: { properties: IDataObject } };
}

/** A request as OpenAI's chat completions take it. */
export interface ModelRequest {
	messages: Array<{ role: string; content: string }>;
	tools: ToolOffer[];
}

/** A language model that follows a script. */
export interface ScriptedModel extends LoopbackServer {
	/** What the model was asked, oldest first. */
	requests: ModelRequest[];
	/** Sets what it does next, one turn for each request. */
	plays(turns: Turn[]): void;
}

/** Starts one that speaks OpenAI's chat completions; n8n's OpenAI Chat Model can use it by its base URL. */
export async function startScriptedModel(): Promise<ScriptedModel> {
	const requests: ModelRequest[] = [];
	let script: Turn[] = [];
	const server = await startLoopbackServer((path, body) => {
		if (path !== '/v1/chat/completions') throw new Error(`Not scripted: ${path}`);
		requests.push(JSON.parse(body) as ModelRequest);
		const turn = script.shift();
		if (turn === undefined) throw new Error('The script is over');
		return completion(turn, requests.length);
	});
	return {
		...server,
		requests,
		plays(turns) {
			script = [...turns];
		},
	};
}

function completion(turn: Turn, index: number): IDataObject {
	const message =
		'says' in turn
			? { role: 'assistant', content: turn.says }
			: {
					role: 'assistant',
					content: null,
					tool_calls: [
						{
							id: `call_${index}`,
							type: 'function',
							function: { name: turn.uses, arguments: JSON.stringify(turn.with) },
						},
					],
				};
	return {
		id: `completion_${index}`,
		object: 'chat.completion',
		created: 0,
		model: 'scripted',
		choices: [{ index: 0, message, finish_reason: 'says' in turn ? 'stop' : 'tool_calls' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

/** A credential for it, for n8n's OpenAI Chat Model. */
export const modelCredential = ({ url }: Pick<ScriptedModel, 'url'>) => ({
	id: 'openAiDemo',
	name: 'OpenAI account',
	type: 'openAiApi',
	data: { apiKey: 'scripted', url: `${url}/v1` },
});
