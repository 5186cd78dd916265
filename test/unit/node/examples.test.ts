/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads files, in tests only */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INode, INodeTypeDescription } from 'n8n-workflow';
import { ElevenLabsCalls } from '../../../nodes/ElevenLabsCalls/ElevenLabsCalls.node';
import { OPTION_LABELS } from '../../../nodes/ElevenLabsCalls/parameters/options';
import { ElevenLabsCallsTrigger } from '../../../nodes/ElevenLabsCallsTrigger/ElevenLabsCallsTrigger.node';
import type { WorkflowFile } from '../../n8n/instance';

// What a machine can check in the examples without running them. The end-to-end tests run them.

const folder = path.resolve(__dirname, '../../../examples');
const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');

const examples = readdirSync(folder)
	.filter((name) => name.endsWith('.json'))
	.map((file) => {
		const text = readFileSync(path.join(folder, file), 'utf8');
		return { file, text, workflow: JSON.parse(text) as WorkflowFile & { active: boolean } };
	});

const PACKAGE = 'n8n-nodes-elevenlabs-calls.';
const calls = new ElevenLabsCalls().description;
const descriptions: Record<string, INodeTypeDescription> = {
	[`${PACKAGE}elevenLabsCalls`]: calls,
	[`${PACKAGE}elevenLabsCallsTool`]: calls,
	[`${PACKAGE}elevenLabsCallsTrigger`]: new ElevenLabsCallsTrigger().description,
};

const isNote = ({ type }: INode) => type === 'n8n-nodes-base.stickyNote';
const mayCall = ({ parameters: { resource, operation } }: INode) =>
	resource === 'call' || operation === 'create';

describe.each(examples)('$file', ({ file, text, workflow }) => {
	const own = workflow.nodes.filter(({ type }) => type.startsWith(PACKAGE));

	it('is in the list of examples, with a picture', () => {
		expect(readme).toContain(`## ${workflow.name}\n\n[\`${file}\`](${file})`);
		const picture = `images/${path.parse(file).name}.png`;
		expect(readme).toContain(`(${picture})`);
		expect(existsSync(path.join(folder, picture))).toBe(true);
	});

	it('is explained by a note, in words of n8n 2', () => {
		const notes = workflow.nodes.filter(isNote);
		expect(notes[0]?.parameters.content).toContain(`## ${workflow.name}\n`);
		expect(text).not.toMatch(/activat/i);
	});

	it('is not published by importing it', () => expect(workflow.active).toBe(false));

	it('has plain names', () => {
		for (const { name } of workflow.nodes) expect(name).toMatch(/^[A-Z0-9][\w ?-]*$/);
	});

	it('calls nobody twice', () => {
		for (const { name, parameters } of own.filter(mayCall)) {
			expect([name, parameters.options]).toEqual([
				name,
				expect.objectContaining({ deduplicationKey: expect.stringMatching(/^=.*\{\{/) }),
			]);
		}
	});

	it('sets only parameters that its nodes have', () => {
		for (const { type, parameters } of own) {
			const known = descriptions[type]?.properties.map(({ name }) => name);
			expect(known).toEqual(expect.arrayContaining(Object.keys(parameters)));
			if (mayCall({ parameters } as INode)) {
				expect(Object.keys(OPTION_LABELS)).toEqual(
					expect.arrayContaining(Object.keys(parameters.options ?? {})),
				);
			}
		}
	});

	it('uses credentials by the name that n8n gives the first one', () => {
		for (const { credentials } of own) {
			expect(credentials?.elevenLabsCallsApi?.name).toBe('ElevenLabs Calls account');
		}
	});
});

// When the limit is over, n8n 2.41 takes the model's input for the answer, and a model can put `approved` into it.
it('a review before a call waits as long as it takes', () => {
	const reviews = examples.flatMap(({ workflow }) =>
		workflow.nodes.filter(({ type }) => type.endsWith('HitlTool')),
	);
	expect(reviews.map(({ parameters }) => parameters.options)).toEqual([{}]);
});

it('the examples can be imported together', () => {
	const nodes = examples.flatMap(({ workflow }) => workflow.nodes);
	const ids = nodes.flatMap(({ id, webhookId = id }) => [...new Set([id, webhookId])]);
	expect(new Set(ids).size).toBe(ids.length);
	expect(new Set(examples.map(({ workflow }) => workflow.id)).size).toBe(examples.length);
});

it('only one of them receives the calls of all agents, because ElevenLabs has one webhook for them', () => {
	const triggers = examples.flatMap(({ workflow }) =>
		workflow.nodes.filter(({ type }) => type === `${PACKAGE}elevenLabsCallsTrigger`),
	);
	expect(triggers.map(({ parameters }) => parameters.agentSelection)).toEqual(['all']);
});
