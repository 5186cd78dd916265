import type { INode } from 'n8n-workflow';
import type { CredentialToImport, WorkflowFile } from '../n8n/instance';
import type { Contestant } from './contestants';

/** The node that is measured. */
export const MEASURED = 'Measured';

const METER_TYPE = 'n8n-nodes-bench-floor.memoryMeter';

/** The node that reports n8n's max memory while the other one ran. */
export const METER = 'Memory Behind';

/** Distinct numbers, none of which has a special meaning for the simulator. */
export const phonesFor = (items: number): string[] =>
	Array.from({ length: items }, (_, item) => `+1202${5_560_000 + item}`);

/** Rows, one item for each of them, and the contestant between two meters of memory. */
export function workflowFor(
	contestant: Contestant,
	phones: string[],
	{ id, name, type }: CredentialToImport,
): WorkflowFile {
	const rows = phones.map((phone, row) => ({ name: `Customer ${row}`, phone }));
	const nodes: INode[] = [
		node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
		node('Rows', 'n8n-nodes-base.set', 3.4, {
			mode: 'raw',
			jsonOutput: JSON.stringify({ rows }),
			options: {},
		}),
		node('One Item per Row', 'n8n-nodes-base.splitOut', 1, {
			fieldToSplitOut: 'rows',
			options: {},
		}),
		node('Memory Before', METER_TYPE, 1, { place: 'before' }),
		{
			...node(MEASURED, contestant.type, contestant.typeVersion, contestant.parameters),
			credentials: { [type]: { id, name } },
		},
		node(METER, METER_TYPE, 1, { place: 'behind' }),
	];
	const names = nodes.map((each) => each.name);
	const connections = Object.fromEntries(
		names.slice(1).map((next, index) => {
			const main = [[{ node: next, type: 'main' as const, index: 0 }]];
			return [names[index] ?? '', { main }];
		}),
	);
	return { name: `${contestant.name}, ${phones.length} items`, nodes, connections };
}

const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: INode['parameters'],
): INode => ({ id: name, name, type, typeVersion, position: [0, 0], parameters });
