// Loaded into n8n ahead of its own code: its standard input is a pipe from the process that started it, which closes
// even if that process is killed. So no n8n is ever left running.
const { isMainThread } = require('node:worker_threads');

const SHUTDOWN_MS = 5_000;

if (isMainThread) {
	process.stdin.on('close', () => {
		process.kill(process.pid, 'SIGTERM');
		// n8n's shutdown can hang on output that nobody reads anymore.
		setTimeout(() => process.kill(process.pid, 'SIGKILL'), SHUTDOWN_MS);
	});
	process.stdin.resume();
	process.stdin.unref();
}
