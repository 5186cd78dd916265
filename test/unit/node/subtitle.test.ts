import type { INode, INodeParameters, INodePropertyOptions, INodeTypes } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { ElevenLabsCalls } from '../../../nodes/ElevenLabsCalls/ElevenLabsCalls.node';

const nodeType = new ElevenLabsCalls();
const { subtitle = '', properties } = nodeType.description;

/** The subtitle as the canvas shows it. */
function subtitleOf(operation: string, parameters: INodeParameters = {}): unknown {
	const [resource = '', name = ''] = operation.split('.');
	const node: INode = {
		id: 'calls',
		name: 'Calls',
		type: 'calls',
		typeVersion: 1,
		position: [0, 0],
		parameters: { resource, operation: name, ...parameters },
	};
	const nodeTypes: INodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return workflow.expression.getSimpleParameterValue(node, subtitle, 'internal', {});
}

it('has a label for every operation', () => {
	const operations = properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			(options as INodePropertyOptions[]).map(
				({ value }) => `${String(displayOptions?.show?.resource?.[0])}.${String(value)}`,
			),
		);
	for (const operation of operations) expect(subtitleOf(operation)).toMatch(/^[A-Z]/);
});

it.each([
	['call.outboundCall', 'Outbound Call'],
	['call.whatsAppCall', 'WhatsApp Call'],
	['conversation.getAll', 'Get Many: Conversation'],
	['conversation.waitForEnd', 'Wait for End: Conversation'],
	['phoneNumber.get', 'Get: Phone Number'],
])('calls %s %s', (operation, label) => {
	expect(subtitleOf(operation)).toBe(label);
});

const hours = (more: INodeParameters = {}) => ({
	callingHours: { hours: { from: '09:00', to: '6pm', timeZone: 'Europe/Berlin', ...more } },
});

it.each<[options: INodeParameters, shown: string]>([
	[{ dryRun: true }, 'Outbound Call · Dry Run'],
	[hours(), 'Outbound Call · 09:00–6pm'],
	[{ dryRun: true, ...hours() }, 'Outbound Call · Dry Run · 09:00–6pm'],
	[hours({ from: '={{ $json.from }}' }), 'Outbound Call · Calling Hours'],
	[{ callingHours: {} }, 'Outbound Call · Calling Hours'],
	[{ dryRun: false, maxInFlight: 2 }, 'Outbound Call'],
	[{ dryRun: '={{ $json.test }}' }, 'Outbound Call'],
])('shows what keeps calls from being made: %j', (options, shown) => {
	expect(subtitleOf('call.outboundCall', { options })).toBe(shown);
});
