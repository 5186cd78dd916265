// Installs the development dependencies if they are missing or older than the lock file.
// Plain JavaScript without imports from npm: it runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.installed-from`;
const lock = createHash('sha256')
	.update(readFileSync(`${root}package-lock.json`))
	.digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
	console.log(
		'Installing the development dependencies (about 1,000 packages, usually 1 to 3 minutes) …',
	);
	const started = Date.now();
	const heartbeat = setInterval(
		() => console.log(`  still installing, ${Math.round((Date.now() - started) / 1000)} s …`),
		15_000,
	);
	const status = await new Promise((resolve) => {
		spawn('npm', ['ci', '--loglevel=error'], {
			cwd: root,
			stdio: 'inherit',
			shell: process.platform === 'win32',
		}).on('close', resolve);
	});
	clearInterval(heartbeat);
	if (status !== 0) {
		console.error(
			`npm ci failed (Node ${process.version}). See the reason above, starting at "npm error code".`,
		);
		process.exit(status ?? 1);
	}
	writeFileSync(stamp, lock);
	console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}
