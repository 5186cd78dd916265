/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../freePort';
import { endChild, onEnd, spawnOwned } from '../ownedProcesses';
import { runCommand } from '../runCommand';

export interface Postgres {
	/** For n8n's environment. */
	env: Record<string, string>;
	/** Runs SQL and returns its rows as text, one line each, columns separated by `|`. */
	query(sql: string): Promise<string[]>;
	stop(): Promise<void>;
}

const START_MS = 30_000;
const STOP_MS = 10_000;
const DEBIAN = '/usr/lib/postgresql';

/** Starts an empty PostgreSQL that listens on the loopback interface only, and is removed when it stops. */
export async function startPostgres(): Promise<Postgres> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-postgres-'));
	const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	const forget = onEnd(remove);
	const data = join(folder, 'data');
	mkdirSync(data);
	await giveToPostgres(folder);
	const bin = postgresFolder();
	const initdb = [join(bin, 'initdb'), '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'];
	await runCommand({ doing: 'creating a database', ...asPostgres([...initdb, '--no-sync']) });

	const port = String(await freePort());
	const server = asPostgres([
		join(bin, 'postgres'),
		...['-D', data, '-p', port, '-k', folder, '-h', '127.0.0.1'],
		// A test database needs to survive n8n's crashes, not the machine's.
		...['-c', 'fsync=off', '-c', 'max_connections=200'],
	]);
	const child = spawnOwned(server.file, server.args, { stdio: ['ignore', 'ignore', 'pipe'] });
	let printed = '';
	child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));

	const query = async (sql: string) => {
		const args = ['-h', '127.0.0.1', '-p', port, '-U', 'postgres', '-At', '-c', sql];
		const rows = await runCommand({ doing: 'asking the database', file: join(bin, 'psql'), args });
		return rows.split('\n').filter(Boolean);
	};
	for (const deadline = Date.now() + START_MS; ; await sleep(100)) {
		try {
			await query('SELECT 1');
			break;
		} catch (error) {
			if (child.exitCode === null && Date.now() < deadline) continue;
			await endChild(child, 0);
			throw new Error(`PostgreSQL did not start: ${(error as Error).message}\n${printed}`);
		}
	}

	return {
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: port,
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: 'postgres',
			DB_POSTGRESDB_PASSWORD: '',
			// With n8n's default of 2 bursts of webhooks are lost.
			DB_POSTGRESDB_POOL_SIZE: '10',
		},
		query,
		async stop() {
			await endChild(child, STOP_MS);
			forget();
			remove();
		},
	};
}

function postgresFolder(): string {
	const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
	const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
	const folders = [newest && join(DEBIAN, newest, 'bin'), ...(process.env.PATH ?? '').split(':')];
	const found = folders.find((folder) => folder && existsSync(join(folder, 'initdb')));
	if (found) return found;
	throw new Error(
		'The queue mode tests need PostgreSQL. Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql',
	);
}

/** PostgreSQL refuses to run as root. */
const isRoot = process.getuid?.() === 0;

function asPostgres(command: string[]): { file: string; args: string[] } {
	const [file = '', ...args] = isRoot
		? [...['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'], ...command]
		: command;
	return { file, args };
}

async function giveToPostgres(folder: string): Promise<void> {
	if (!isRoot) return;
	chmodSync(folder, 0o755);
	await runCommand({
		doing: 'preparing the database folder',
		file: 'chown',
		args: ['-R', 'postgres:postgres', folder],
	});
}
