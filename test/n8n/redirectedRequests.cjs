// Loaded into n8n ahead of its own code: requests to some hosts go to a server of a test (redirectedHosts.ts).
const http = require('node:http');
const https = require('node:https');

const { REDIRECTED_HOSTS } = process.env;

// n8n's task runner does not get the variable.
if (REDIRECTED_HOSTS !== undefined) {
	const redirected = JSON.parse(REDIRECTED_HOSTS);
	const request = https.request;
	https.request = (options, ...rest) => {
		const url = redirected[options.hostname ?? options.host];
		if (url === undefined) return request(options, ...rest);
		const { hostname, port } = new URL(url);
		// The agent is one for HTTPS.
		return http.request(
			{
				...options,
				protocol: 'http:',
				hostname,
				host: hostname,
				port,
				agent: undefined,
				agents: undefined,
			},
			...rest,
		);
	};
}
