import type { INode, INodeParameters, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { ElevenLabsCallsTrigger } from '../../nodes/ElevenLabsCallsTrigger/ElevenLabsCallsTrigger.node';

// Checks the trigger's description against n8n's UX guidelines and the names that never change.

const { description, methods } = new ElevenLabsCallsTrigger();

const nested = (property: INodeProperties): INodeProperties[] => [
	property,
	...(property.options ?? []).flatMap((option) => ('type' in option ? nested(option) : [])),
];
const all = description.properties.flatMap(nested);

it('has the parameters that saved workflows know', () => {
	expect([...new Set(all.map(({ name }) => name))]).toEqual([
		'triggerOn',
		'registration',
		'manualNotice',
		'agentSelection',
		'agents',
		'versionNotice',
		'filters',
		'direction',
		'outcomes',
		'options',
		'binaryPropertyName',
		'replaceExisting',
		'simplify',
	]);
});

it('listens to all agents if it is new, and to its own if it was saved before 1.1', () => {
	expect(description.version).toEqual([1, 1.1]);
	const meant = (typeVersion: number, parameters: INodeParameters) => {
		const node = { name: 'Trigger', type: 'trigger', typeVersion, parameters } as INode;
		const known = NodeHelpers.getNodeParameters(
			description.properties,
			parameters,
			true,
			false,
			node,
			description,
		);
		return [known?.agentSelection, known?.agents];
	};
	expect(meant(1, { agents: ['agent_1'] })).toEqual(['selected', ['agent_1']]);
	expect(meant(1, { agentSelection: 'all' })).toEqual(['all', undefined]);
	expect(meant(1.1, {})).toEqual(['all', undefined]);
	expect(meant(1.1, { agentSelection: 'selected', agents: ['agent_1'] })).toEqual([
		'selected',
		['agent_1'],
	]);
	expect(meant(1.1, { registration: 'manual' })).toEqual([undefined, []]);
});

it('says what a publish does to the agents', () => {
	const notice = description.properties.find(({ name }) => name === 'versionNotice');
	expect(notice?.displayName).toMatch(/version on each agent's main branch.*discards/);
	expect(notice?.displayOptions?.show).toMatchObject({ agentSelection: ['selected'] });
});

it('offers the events under the names that an agent is set to', () => {
	const { options = [] } = description.properties[0]!;
	expect(options.map((option) => (option as INodePropertyOptions).value).sort()).toEqual([
		'answering_machine_detection',
		'audio',
		'call_initiation_failure',
		'transcript',
		'unredacted_audio',
		'unredacted_transcript',
	]);
});

it('labels in Title Case, lists alphabetically, and says what a switch does', () => {
	for (const { type, displayName, options, placeholder, description: text } of all) {
		if (type === 'notice') continue;
		expect(displayName).toMatch(/^[A-Z]/);
		if (placeholder !== undefined) expect(placeholder).toMatch(/^(e\.g\. |Add )/);
		if (type === 'boolean') expect(text).toMatch(/^Whether /);
		const labels = (options ?? []).map((option) =>
			'displayName' in option ? option.displayName : option.name,
		);
		expect(labels).toEqual([...labels].sort((one, other) => one.localeCompare(other)));
	}
});

it('shows its URL only with Manual, and responds with our own text', () => {
	expect(description.webhooks).toMatchObject([
		{
			name: 'default',
			responseMode: 'onReceived',
			responseData: '',
			ndvHideUrl: '={{ $parameter["registration"] !== "manual" }}',
		},
	]);
	const loaders = all.map(({ typeOptions }) => typeOptions?.loadOptionsMethod).filter(Boolean);
	expect(Object.keys(methods.loadOptions)).toEqual([...new Set(loaders)]);
});
