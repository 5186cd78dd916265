/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs on a developer's machine only */
import { join } from 'node:path';
import type { N8nInstance } from '../n8n/instance';
import type { Postgres } from '../n8n/queue/postgres';
import { runCommand } from '../n8n/runCommand';

/** n8n's database, to prepare and to measure what n8n itself doesn't tell. */
export interface Database {
	name: 'SQLite' | 'PostgreSQL';
	/** Runs one statement and returns its rows as text, columns separated by `|`. */
	query(sql: string): Promise<string[]>;
	/** An expression that gives other random text in each row, 32 characters. */
	randomText: string;
	/** Bytes that the deduplication store takes, with its index. */
	storeBytes(): Promise<number>;
}

/** Node 24, which runs n8n, has SQLite. */
const RUN_SQL = `
const { DatabaseSync } = require('node:sqlite');
const database = new DatabaseSync(process.argv[1], { timeout: 30_000 });
for (const row of database.prepare(process.argv[2]).all()) console.log(Object.values(row).join('|'));
`;

export function sqliteOf({ userFolder, installation }: N8nInstance): Database {
	const file = join(userFolder, '.n8n', 'database.sqlite');
	const query = async (sql: string) => {
		const args = ['--no-warnings', '-e', RUN_SQL, file, sql];
		const rows = await runCommand({ doing: 'asking SQLite', file: installation.node, args });
		return rows.split('\n').filter(Boolean);
	};
	const number = async (sql: string) => Number((await query(sql))[0]);
	return {
		name: 'SQLite',
		query,
		randomText: 'lower(hex(randomblob(16)))',
		// SQLite has one file for everything: what it takes without the other tables is not known, but
		// only the store grows while keys are added.
		storeBytes: async () => {
			const pages = await number('PRAGMA page_count');
			const free = await number('PRAGMA freelist_count');
			return (pages - free) * (await number('PRAGMA page_size'));
		},
	};
}

export const postgresDatabase = ({ query }: Postgres): Database => ({
	name: 'PostgreSQL',
	query,
	randomText: 'md5(random()::text)',
	storeBytes: async () =>
		Number((await query("SELECT pg_total_relation_size('processed_data')"))[0]),
});
