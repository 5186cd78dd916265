import type { INodePropertyOptions } from 'n8n-workflow';
import { ElevenLabsCalls } from '../../../nodes/ElevenLabsCalls/ElevenLabsCalls.node';

const { subtitle = '', properties } = new ElevenLabsCalls().description;

const [, table = ''] =
	/^={{ \((\{.*\})\)\[\$parameter\["resource"\] \+ "\." \+ \$parameter\["operation"\]\] }}$/.exec(
		subtitle,
	) ?? [];
const labels = JSON.parse(table) as Record<string, string>;

it('has a label for every operation', () => {
	const operations = properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			(options as INodePropertyOptions[]).map(
				({ value }) => `${String(displayOptions?.show?.resource?.[0])}.${String(value)}`,
			),
		);
	expect(Object.keys(labels)).toEqual(operations);
});

it.each([
	['call.outboundCall', 'Outbound Call'],
	['call.whatsAppCall', 'WhatsApp Call'],
	['conversation.getAll', 'Get Many: Conversation'],
	['conversation.waitForEnd', 'Wait for End: Conversation'],
	['phoneNumber.get', 'Get: Phone Number'],
])('calls %s %s', (operation, label) => {
	expect(labels[operation]).toBe(label);
});
