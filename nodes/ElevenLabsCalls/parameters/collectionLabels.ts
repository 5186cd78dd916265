import type { INodeProperties } from 'n8n-workflow';
import type { Labels } from '../../shared/labels';

/** The labels of the fields in a collection. */
export function labelsIn({ options = [] }: INodeProperties): Labels {
	return Object.fromEntries(
		options.flatMap((field) => ('displayName' in field ? [[field.name, field.displayName]] : [])),
	);
}
