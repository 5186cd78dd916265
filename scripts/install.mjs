// Installs the development dependencies where they are missing or older than the lock file.
// Plain JavaScript without imports from npm: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.installed-from`;
const lock = createHash('sha256')
	.update(readFileSync(`${root}package-lock.json`))
	.digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
	console.log('Installing the development dependencies (about 1,200 packages, 1 to 5 minutes) …');
	const { status } = spawnSync('npm', ['ci', '--loglevel=error', '--progress=true'], {
		cwd: root,
		stdio: 'inherit',
		shell: process.platform === 'win32',
	});
	if (status !== 0) {
		console.error('npm ci did not succeed; see its messages above.');
		process.exit(status ?? 1);
	}
	writeFileSync(stamp, lock);
	console.log('Installed.');
}
