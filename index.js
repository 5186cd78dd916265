// What the package offers to code. n8n itself reads the `n8n` block of package.json.
module.exports = {
	...require('./dist/credentials/ElevenLabsCallsApi.credentials.js'),
	...require('./dist/nodes/ElevenLabsCalls/ElevenLabsCalls.node.js'),
	...require('./dist/nodes/ElevenLabsCallsTrigger/ElevenLabsCallsTrigger.node.js'),
};
