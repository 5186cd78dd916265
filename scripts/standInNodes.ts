import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodeType,
	NodeConnectionType,
} from 'n8n-workflow';
import { jsonParse, NodeConnectionTypes } from 'n8n-workflow';

/*
 * n8n's own nodes come in n8n-nodes-base, which is too big to install for one example. These do only what the example
 * needs. `npm run editor` runs it with the real ones.
 */

function standIn(
	name: string,
	properties: INodeProperties[],
	execute: NonNullable<INodeType['execute']>,
	inputs: NodeConnectionType[] = [NodeConnectionTypes.Main],
): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: [inputs.length > 0 ? 'transform' : 'trigger'],
			version: 1,
			description: `Stand-in for n8n-nodes-base.${name}`,
			defaults: {},
			inputs,
			outputs: [NodeConnectionTypes.Main],
			properties,
		},
		execute,
	};
}

const text = (name: string): INodeProperties => ({
	displayName: name,
	name,
	type: 'string',
	default: '',
});

/** Edit Fields in its JSON mode. */
async function setJson(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return [
		this.getInputData().map((_, item) => {
			if (this.getNodeParameter('mode', item) !== 'raw') {
				throw new Error('The stand-in for Edit Fields only knows its JSON mode');
			}
			const json = jsonParse<INodeExecutionData['json']>(
				this.getNodeParameter('jsonOutput', item) as string,
			);
			return { json, pairedItem: { item } };
		}),
	];
}

/** Split Out of one field that holds a list of objects. */
async function splitOut(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return [
		this.getInputData().flatMap(({ json }, item) => {
			const list = json[this.getNodeParameter('fieldToSplitOut', item) as string];
			return (list as Array<INodeExecutionData['json']>).map((entry) => ({
				json: entry,
				pairedItem: { item },
			}));
		}),
	];
}

/** By the type that a workflow names them by. */
export const STAND_IN_NODES: Readonly<Record<string, INodeType>> = {
	'n8n-nodes-base.manualTrigger': standIn('manualTrigger', [], async () => [[{ json: {} }]], []),
	'n8n-nodes-base.set': standIn('set', [text('mode'), text('jsonOutput')], setJson),
	'n8n-nodes-base.splitOut': standIn('splitOut', [text('fieldToSplitOut')], splitOut),
	'n8n-nodes-base.noOp': standIn('noOp', [], async function () {
		return [this.getInputData()];
	}),
};
