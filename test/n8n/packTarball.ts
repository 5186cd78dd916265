/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npm } from './npm';
import { runCommand } from './runCommand';

const ROOT = join(__dirname, '..', '..');

/** Packs this package (or the one in `from`) as it would be published, into the folder `into`. */
export async function packTarball(into: string, from: string = ROOT): Promise<string> {
	mkdirSync(into, { recursive: true });
	const { name, version } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as {
		name: string;
		version: string;
	};
	await npm(['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', into], {
		doing: `packing ${name}`,
		cwd: from,
	});
	return join(into, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
}

/** Puts the packed package where n8n keeps the community packages that its users installed. */
export async function unpackIntoN8n(tarball: string, userFolder: string): Promise<void> {
	const modules = join(userFolder, '.n8n', 'nodes', 'node_modules');
	const fresh = join(modules, '.unpacking');
	rmSync(fresh, { recursive: true, force: true });
	mkdirSync(fresh, { recursive: true });
	const args = ['-xzf', tarball, '-C', fresh, '--strip-components=1'];
	await runCommand({ doing: `unpacking ${tarball}`, file: 'tar', args });
	const { name } = JSON.parse(readFileSync(join(fresh, 'package.json'), 'utf8')) as {
		name: string;
	};
	const place = join(modules, ...name.split('/'));
	rmSync(place, { recursive: true, force: true });
	mkdirSync(dirname(place), { recursive: true });
	renameSync(fresh, place);
}
