// Loads an unpacked package as n8n does and prints what it found as one line of JSON. A process of
// its own: n8n puts its modules within reach of a package by NODE_PATH, which Jest does not know.
const { PackageDirectoryLoader } = require('n8n-core');
const path = require('node:path');

(async () => {
	const folder = process.argv[2];
	const loader = new PackageDirectoryLoader(folder);
	await loader.loadAll();
	const { main } = require(path.join(folder, 'package.json'));
	console.log(
		JSON.stringify({
			nodes: Object.values(loader.nodeTypes).map(({ type }) => type.description),
			credentials: Object.values(loader.credentialTypes).map(({ type }) => type),
			supportedNodes: loader.known.credentials.elevenLabsCallsApi?.supportedNodes,
			exported: Object.keys(require(path.join(folder, main))).sort(),
		}),
	);
})();
