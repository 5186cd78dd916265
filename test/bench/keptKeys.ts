import { randomUUID } from 'node:crypto';
import type { Database } from './database';
import { MEASURED } from './workflow';

/** How many keys version 0.1.0 kept for a node. */
const KEPT_IN_ONE_ROW = 10_000;

const series = (count: number) =>
	`WITH RECURSIVE series(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM series WHERE i < ${count})`;

const NEW_ROW = 'INSERT INTO processed_data ("workflowId", context, value)';

export const forgetKeys = async ({ query }: Database, workflowId: string) =>
	await query(`DELETE FROM processed_data WHERE "workflowId" = '${workflowId}'`);

/** Keeps keys as version 0.1.0 did: hashes in the one row of the node, as many as it kept. */
export async function keepInOneRow(
	{ query, randomText }: Database,
	workflowId: string,
	count: number,
) {
	const hash = `substr(${randomText}, 1, 22) || '=='`;
	await query(
		`${NEW_ROW} ${series(Math.min(count, KEPT_IN_ONE_ROW))}
		SELECT '${workflowId}', 'n:${MEASURED}', '{"mode":"entries","data":["' || string_agg(${hash}, '","') || '"]}' FROM series`,
	);
}

/** Keeps keys in a row for each, with an ID of the length that n8n gives a node. */
export async function keepInRows(
	{ query, randomText }: Database,
	workflowId: string,
	count: number,
) {
	const context = `'n:${randomUUID()}:' || substr(${randomText}, 1, 22)`;
	const value = `'{"mode":"entries","data":["' || substr(${randomText}, 1, 22) || '=="]}'`;
	await query(
		`${NEW_ROW} ${series(count)} SELECT '${workflowId}', ${context}, ${value} FROM series`,
	);
}
