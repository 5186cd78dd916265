/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a server, in tests only */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** What npm sends to publish a version. */
interface Upload {
	versions: Record<string, { name: string; publishConfig?: object }>;
	access: string;
}

export interface LoopbackRegistry {
	/** For npm's environment: this registry, and somebody who is signed in. */
	env: NodeJS.ProcessEnv;
	uploads: Upload[];
	close: () => void;
}

/** A registry for npm that knows no package and takes every upload. `folder` gets npm's settings. */
export async function startLoopbackRegistry(folder: string): Promise<LoopbackRegistry> {
	const uploads: Upload[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const upload = request.method === 'PUT';
			if (upload) uploads.push(JSON.parse(Buffer.concat(chunks).toString()) as Upload);
			response.writeHead(upload ? 201 : 404, { 'content-type': 'application/json' });
			response.end('{}');
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

	const settings = path.join(folder, 'npmrc');
	writeFileSync(settings, `registry=http://${host}/\n//${host}/:_authToken=signed-in\n`);
	// Without what the npm around this process says, and without the CI it may run in.
	const foreign = /^(npm_|GITHUB_|ACTIONS_|CI$|INIT_CWD$)/i;
	const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
	return {
		env: { ...Object.fromEntries(own), npm_config_userconfig: settings },
		uploads,
		close: () => server.close(),
	};
}
