/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { join } from 'node:path';

/**
 * For `startN8n`: what n8n's own nodes send to a host goes to a server of the test.
 * @param urls of the servers, by the host they stand in for
 * @param env of others that also load something into n8n
 */
export function redirectedHosts(
	urls: Record<string, string>,
	env: Record<string, string> = {},
): Record<string, string> {
	const load = `--require "${join(__dirname, 'redirectedRequests.cjs')}"`;
	return {
		...env,
		REDIRECTED_HOSTS: JSON.stringify(urls),
		NODE_OPTIONS: [env.NODE_OPTIONS, load].filter(Boolean).join(' '),
	};
}
