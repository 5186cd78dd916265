/* eslint-disable @n8n/community-nodes/require-node-api-error -- runs in tests only */
import type { Browser, BrowserContext } from 'playwright-core';
import type { N8nInstance, WorkflowFile } from '../../n8n/instance';
import type { MovableClock, Simulator } from '../../simulator/simulator';
import { movableClock, startSimulator } from '../../simulator/simulator';
import { START_MS, startCallingN8n } from '../callingN8n';
import { CRM_CREDENTIAL, exampleFile, exampleNames } from '../exampleFile';
import { node, to } from '../rowsWorkflow';
import { modelCredential } from '../scriptedModel';
import { TWILIO_CREDENTIAL } from '../textMessages';
import { until } from '../until';
import { launchChromium } from './chromium';
import { CREDENTIAL, CUSTOMERS, customersWorkflow } from './customers';
import { Editor, signedIn } from './editor';
import { keepLastSight, picture, pictureInBoth } from './pictures';
import { quickStart } from './quickStart';

// What a person does in n8n's editor, in a real browser. It makes the pictures of the docs, too.

/** Around a workflow: the names below its nodes. */
const MARGIN = 60;
/** Of a call that is answered. */
const CALL_MS = 60_000;

let clock: MovableClock;
let simulator: Simulator;
let n8n: N8nInstance;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
	browser = await launchChromium();
	clock = movableClock();
	simulator = await startSimulator({ clock });
	n8n = await startCallingN8n(simulator, {}, CREDENTIAL.id, [
		TWILIO_CREDENTIAL,
		CRM_CREDENTIAL,
		modelCredential(simulator),
	]);
	context = await signedIn(browser, n8n);
}, START_MS);

beforeEach(() => simulator.reset());

afterAll(async () => {
	await browser.close();
	await n8n.stop();
	await simulator.close();
});

/** All tests share a tab: to load the editor takes longer than what they do in it. */
let tab: Editor | undefined;

/** If a step fails, a picture of what was seen last is kept, and the next test gets a new tab. */
async function inTab(name: string, steps: (editor: Editor) => Promise<void>): Promise<void> {
	tab ??= new Editor(await context.newPage(), n8n.url);
	const { page } = tab;
	try {
		await steps(tab);
	} catch (error) {
		tab = undefined;
		if (error instanceof Error) error.message += `\nSeen last: ${await keepLastSight(page, name)}`;
		await page.close();
		throw error;
	}
}

const inEditor = (name: string, steps: (editor: Editor) => Promise<void>) =>
	it(name, async () => await inTab(name, steps));

/** Opens "Call Customers" of a new workflow with these rows. */
async function openCustomers(editor: Editor, ...workflow: Parameters<typeof customersWorkflow>) {
	await editor.openWorkflow(await n8n.saveWorkflow(customersWorkflow(...workflow)));
	await editor.canvas.open('Call Customers');
}

describe('the quick start', () => {
	inEditor('ends with a call after 12 clicks at most', async (editor) => {
		const { canvas, creator, panel } = editor;
		const step = quickStart();
		await editor.openNewWorkflow();
		await editor.page.getByText(step(2, 'Add first step')).waitFor();

		await canvas.addFirstStep();
		await creator.search(step(2, 'ElevenLabs Calls'));
		await creator.choose('ElevenLabs Calls');
		await creator.open(step(2, 'Actions'));
		await picture('docs/images/actions.png', [creator.root]);
		await creator.choose(step(2, 'Make outbound call'));
		await panel.chooseFromList(step(4, 'Agent'), 'Kundenservice Müller');
		await panel.chooseFromList(step(5, 'From Number'), 'Front desk');
		await panel.fill(step(6, 'To Number'), '+1 202 555 0101');
		await panel.parameters.getByText(step(7, 'Agent Variables')).first().waitFor();
		await panel.fill('kunde', 'Frau Lovelace');
		await editor.page.getByText(step(8, 'Execute step')).first().waitFor();
		await panel.execute();

		const [row] = await panel.outputRows();
		expect(row).toContain('Call initiated successfully');
		expect(simulator.callsTo('+12025550101')).toBe(1);
		expect(editor.clicks).toBeLessThanOrEqual(12);
	});
});

describe('the nodes panel', () => {
	inEditor('finds the node by what a user wants', async (editor) => {
		const { canvas, creator } = editor;
		await editor.openNewWorkflow();
		await canvas.addFirstStep();
		for (const wanted of [
			'reminder',
			'appointment',
			'voicemail',
			'recording',
			'transcript',
			'phone call',
		]) {
			await creator.search('');
			await creator.entry('Trigger manually').waitFor();
			await creator.search(wanted);
			await creator.entry('ElevenLabs Calls').waitFor();
		}
	});
});

describe('the credential', () => {
	inEditor('says why a key does not work, and is chosen once it does', async (editor) => {
		const { credential, panel } = editor;
		await openCustomers(editor, 'Credential', CUSTOMERS);
		await panel.openCredentials();
		await credential.create();
		await credential.fill('apiKey', 'wrong');
		await picture('docs/images/credential.png', [credential.root]);
		await credential.choose('region', 'Custom Base URL');
		await credential.fill('baseUrl', simulator.url);
		await credential.save();
		await credential.showDetails();
		await credential.root.getByText('does not recognize this API key').waitFor();
		await credential.fill('apiKey', 'sim-no-write');
		await credential.save();
		await credential.root.getByText('can read, but not call').waitFor();
		await credential.fill('apiKey', 'sim-full');
		await credential.save();
		await credential.root.waitFor({ state: 'hidden' });
		await panel.openList('From Number');
		expect(await panel.listed.allInnerTexts()).toContain('Front desk (+12025550190, Twilio)');
	});
});

describe('the parameters', () => {
	inEditor('list agents by what is typed, and show their variables', async (editor) => {
		const { panel } = editor;
		await openCustomers(editor, 'Agents', CUSTOMERS, {
			agentId: undefined,
			dynamicVariables: undefined,
		});
		await panel.openList('Agent');
		await panel.searchList('appoint');
		await until('one agent is left', async () => (await panel.listed.count()) === 1);
		await editor.click(panel.listed);
		await panel.parameter('customer_name').waitFor();
		await picture('docs/images/variables.png', [panel.parameters]);
		await panel.fill('customer_name', 'Ada');

		await panel.chooseFromList('Agent', 'Kundenservice Müller');
		await panel.parameter('kunde').waitFor();
		expect(await panel.variables()).toEqual(['kunde']);
	});

	inEditor('take a column that is dragged to them', async (editor) => {
		const { panel } = editor;
		await openCustomers(editor, 'Columns', CUSTOMERS, { toNumber: '' });
		await panel.getInput();
		await panel.drag('phone', 'To Number');
		await panel.parameter('To Number').getByText('{{ $json.phone }}').waitFor();
		await panel.execute();
		expect(await panel.outputRows()).toHaveLength(CUSTOMERS.length);
		expect(simulator.callCounts()).toEqual({
			'+12025550101': 1,
			'+12025550102': 1,
			'+12025550103': 1,
		});
	});
});

describe('the output', () => {
	inEditor('tells how each call ended, and what became of all of them', async (editor) => {
		const { panel } = editor;
		await openCustomers(editor, 'Outcomes', CUSTOMERS, { waitForCompletion: true });
		await panel.execute();
		await until('all are called', () => simulator.calls.length === CUSTOMERS.length);
		clock.advance(CALL_MS);
		const rows = await panel.outputRows();
		expect(rows.map(([outcome]) => outcome)).toEqual(['answered', 'voicemail', 'busy']);
		await pictureInBoth('docs/images/node.png', [panel.parameters, panel.output], {
			around: [panel.root],
		});
		await picture('docs/images/output.png', [panel.output]);
		await picture('docs/images/summary.png', [panel.hints.first()], { margin: 8 });
	});

	inEditor('lists everything that is wrong with the rows', async (editor) => {
		const { panel } = editor;
		const [ada, bruno] = CUSTOMERS;
		await openCustomers(editor, 'Bad rows', [
			{ ...ada },
			{ ...bruno, phone: '0102' },
			{ ...bruno, phone: '1.20255E+10' },
			{ ...bruno, customer: '' },
		]);
		await panel.execute();
		expect(await panel.errorMessage.innerText()).toContain(
			'Nobody was called: 3 of 4 items need fixing',
		);
		expect(await panel.errorDescription.locator('li').count()).toBe(3);
		expect(simulator.calls).toEqual([]);
		await pictureInBoth('docs/images/errors.png', [panel.output]);
	});
});

const TRIGGER = 'ElevenLabs Calls Trigger';

const afterEachCall = (name: string, agent: string): WorkflowFile => ({
	name,
	nodes: [
		{
			...node(TRIGGER, 'n8n-nodes-elevenlabs-calls.elevenLabsCallsTrigger', {
				agents: [agent],
			}),
			credentials: { elevenLabsCallsApi: CREDENTIAL },
		},
		{ ...node('Save Result', 'n8n-nodes-base.noOp', {}), position: [220, 0] },
	],
	connections: { [TRIGGER]: { main: [[to('Save Result')]] } },
	settings: { executionOrder: 'v1' },
});

describe('the trigger', () => {
	/** A call is made and ends. */
	const endCall = async () => {
		simulator.placeForeignCall({
			agentId: 'agent_simlocked',
			phoneNumberId: 'phnum_simtwilio',
			number: '+12025550101',
		});
		clock.advance(CALL_MS);
		return await simulator.deliverWebhooks();
	};

	inEditor('listens for one call, and once published starts for each', async (editor) => {
		const { canvas, panel } = editor;
		const id = await n8n.saveWorkflow(afterEachCall('After each call', 'agent_simlocked'));
		await editor.openWorkflow(id);
		await canvas.open(TRIGGER);
		await panel.execute();
		await panel.listening.waitFor();
		await picture('docs/images/trigger.png', [panel.root]);
		expect(await endCall()).toMatchObject([{ status: 200 }]);
		expect(await panel.outputRows()).toHaveLength(1);
		await panel.close();

		await canvas.publish();
		await canvas.publication.getByText('Published').waitFor();
		await canvas.confirmPublication();
		expect(await endCall()).toMatchObject([{ status: 200 }]);
		await n8n.deactivateWorkflow(id);
	});

	inEditor('says in one message why it can not be published, and what to do', async (editor) => {
		const other = await n8n.saveWorkflow(afterEachCall('Comes first', 'agent_simsurvey01'));
		await n8n.activateWorkflow(other);
		await editor.openWorkflow(
			await n8n.saveWorkflow(afterEachCall('Comes second', 'agent_simsurvey01')),
		);
		await editor.canvas.publish();
		const toast = await editor.toast();
		expect(toast).toContain("Agent 'Survey 01' already sends its events to webhook");
		expect(toast).toContain('Replace');
		await n8n.deactivateWorkflow(other);
	});
});

describe('the examples', () => {
	/** Opens one as if it were imported. */
	const openExample = async (editor: Editor, name: string) =>
		await editor.openWorkflow(await n8n.saveWorkflow({ ...exampleFile(name), id: undefined }));

	it.each(exampleNames)('%s looks as its picture', async (name) => {
		await inTab(name, async (editor) => {
			const { canvas } = editor;
			await openExample(editor, name);
			await canvas.show();
			expect(await canvas.cutOffNotes()).toEqual([]);
			await picture(`examples/images/${name}.png`, await canvas.everything(), { margin: MARGIN });
		});
	});

	inEditor('show on the canvas what became of the rows', async (editor) => {
		const { canvas } = editor;
		await openExample(editor, 'call-customers');
		await canvas.execute();
		await canvas.node('Results').getByText('5 items').waitFor();
		await canvas.node('Bad Rows').getByText('1 item').waitFor();
	});
});
