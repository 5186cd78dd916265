import type { INodeParameters } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { ElevenLabsCalls } from '../../../nodes/ElevenLabsCalls/ElevenLabsCalls.node';

const { description } = new ElevenLabsCalls();

/** The options as n8n passes them to a run, or with `onlySet` as it saves them. */
function optionsOf(options: INodeParameters, onlySet: boolean): unknown {
	const parameters = { resource: 'call', operation: 'outboundCall', options };
	return NodeHelpers.getNodeParameters(
		description.properties,
		parameters,
		!onlySet,
		false,
		null,
		description,
	)?.options;
}

it.each(['call', 'batchCall'])('Dry Run of %s is on as soon as it is added', (resource) => {
	const options = description.properties.filter(
		({ name, displayOptions }) =>
			name === 'options' && displayOptions?.show?.resource?.includes(resource),
	);
	const dryRuns = options.flatMap(({ options: some = [] }) =>
		some.filter(({ name }) => name === 'dryRun'),
	);
	expect(dryRuns.length).toBeGreaterThan(0);
	for (const dryRun of dryRuns) expect(dryRun).toMatchObject({ default: true });
});

it.each([false, true])('Dry Run stays as the user set it (saved: %s)', (onlySet) => {
	expect(optionsOf({ dryRun: true }, onlySet)).toEqual({ dryRun: true });
	expect(optionsOf({ dryRun: false }, onlySet)).toEqual({ dryRun: false });
	expect(optionsOf({ environment: 'test' }, onlySet)).toEqual({ environment: 'test' });
});
