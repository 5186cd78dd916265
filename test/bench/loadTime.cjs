// Loads n8n-workflow as the given file would, then the file, and prints how many
// milliseconds each took.
const { createRequire } = require('node:module');
const { performance } = require('node:perf_hooks');

const file = process.argv[2];
const requireLikeFile = createRequire(file);

const started = performance.now();
requireLikeFile('n8n-workflow');
const between = performance.now();
requireLikeFile(file);
const done = performance.now();
console.log(JSON.stringify({ n8nWorkflow: between - started, file: done - between }));
