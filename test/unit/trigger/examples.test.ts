/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files, in tests only */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INode, INodeParameters, INodeType, IWorkflowBase } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { ElevenLabsCalls } from '../../../nodes/ElevenLabsCalls/ElevenLabsCalls.node';
import { ElevenLabsCallsTrigger } from '../../../nodes/ElevenLabsCallsTrigger/ElevenLabsCallsTrigger.node';

// Examples may only set parameters that our nodes have and show.

const folder = path.resolve(__dirname, '../../../examples');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const read = (file: string) =>
	JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as IWorkflowBase;

const types: Record<string, INodeType> = {
	'n8n-nodes-elevenlabs-calls.elevenLabsCalls': new ElevenLabsCalls(),
	'n8n-nodes-elevenlabs-calls.elevenLabsCallsTrigger': new ElevenLabsCallsTrigger(),
};

it('there are examples of both nodes', () => {
	const used = files.flatMap((file) => read(file).nodes.map(({ type }) => type));
	expect(used).toEqual(expect.arrayContaining(Object.keys(types)));
});

it.each(files)('%s is whole: its nodes are connected, and no two are alike', (file) => {
	const { nodes, connections, id, name } = read(file);
	expect([id, name]).toEqual([expect.stringMatching(/^\w{10,}$/), expect.stringMatching(/\w/)]);
	const names = nodes.map((node) => node.name);
	expect(new Set(names).size).toBe(names.length);
	expect(new Set(nodes.map((node) => node.id)).size).toBe(names.length);
	const targets = Object.values(connections).flatMap(({ main = [] }) =>
		main.flatMap((outputs) => (outputs ?? []).map(({ node }) => node)),
	);
	expect(names).toEqual(expect.arrayContaining([...Object.keys(connections), ...targets]));
	const lonely = nodes.filter(
		(node) =>
			node.type !== 'n8n-nodes-base.stickyNote' &&
			!(node.name in connections) &&
			!targets.includes(node.name),
	);
	expect(lonely).toEqual([]);
});

const ours = files.flatMap((file) =>
	read(file)
		.nodes.filter(({ type }) => type in types)
		.map((node): [string, string, INode] => [file, node.name, node]),
);

it.each(ours)('%s: %s has only parameters that are there, and none is missing', (_, __, node) => {
	const { description } = types[node.type]!;
	const known = NodeHelpers.getNodeParameters(
		description.properties,
		node.parameters,
		false,
		false,
		node,
		description,
	) as INodeParameters;
	expect(Object.keys(known)).toEqual(
		expect.arrayContaining(
			Object.entries(node.parameters)
				.filter(([name, value]) => {
					const defaults = description.properties.filter((one) => one.name === name);
					return !defaults.some((one) => JSON.stringify(one.default) === JSON.stringify(value));
				})
				.map(([name]) => name),
		),
	);
	expect(NodeHelpers.getNodeParametersIssues(description.properties, node, description)).toBeNull();
	expect(node.credentials).toHaveProperty('elevenLabsCallsApi');
	if (description.webhooks) expect(node.webhookId).toMatch(/^[0-9a-f-]{36}$/);
});
