/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in tests only */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const README = path.resolve(__dirname, '../../../README.md');
const HEADING = '## Your first call in five minutes';

/**
 * Reads the numbered steps of the README's quick start.
 * @returns for a step and a label in it, the label; fails if the step doesn't name it
 */
export function quickStart(): (step: number, label: string) => string {
	const [, section = ''] = readFileSync(README, 'utf8').split(HEADING);
	const [steps = ''] = section.split(/^#/m);
	const texts = new Map(
		[...steps.matchAll(/^(\d+)\. (.*(?:\n(?!\d+\. ).*)*)/gm)].map(([, number, text = '']) => [
			Number(number),
			text,
		]),
	);
	return (step, label) => {
		expect(texts.get(step)).toContain(label);
		return label;
	};
}
