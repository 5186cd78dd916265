import type { INodeProperties } from 'n8n-workflow';
import { options } from './options';

/**
 * The options of a call, with only some of them.
 * @param wanted by name, with what they mean there if that differs
 */
export function optionsOnly(wanted: Record<string, string | undefined>): INodeProperties {
	const all = (options.options ?? []) as INodeProperties[];
	return {
		...options,
		options: all
			.filter(({ name }) => name in wanted)
			.map((option) => ({ ...option, description: wanted[option.name] ?? option.description })),
	};
}
