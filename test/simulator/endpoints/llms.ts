import type { Endpoint } from './endpoint';

export const listLlms: Endpoint = {
	method: 'GET',
	path: '/v1/convai/llm/list',
	scope: 'convai_read',
	answer: (_request, { workspace }) => workspace.llms,
};
