import type { IDataObject, WorkflowExecuteMode } from 'n8n-workflow';
import { progressMessages } from '../../../nodes/ElevenLabsCalls/resources/call/progressMessages';
import { Ledger } from '../../../nodes/shared/calling/dialing/ledger';

const run = (mode: WorkflowExecuteMode) => {
	const sent: string[] = [];
	const clock = { time: 0, now: () => clock.time };
	const ledger = new Ledger<IDataObject>();
	const sendMessageToUI = (message: string) => void sent.push(message);
	ledger.onChange = progressMessages({ getMode: () => mode, sendMessageToUI }, clock, ledger, 7);
	const place = (item: number, outcome?: string) =>
		ledger.record(item, {
			kind: 'placed',
			answer: {},
			attempts: 1,
			dialedAt: 0,
			...(outcome !== undefined && { ended: { outcome } }),
		});
	return { sent, clock, place };
};

describe('the progress of a run', () => {
	it('is told every few seconds in a manual run, if something changes', () => {
		const { sent, clock, place } = run('manual');
		place(0);
		clock.time = 4_999;
		place(1);
		expect(sent).toEqual([]);
		clock.time = 5_000;
		place(0, 'answered');
		place(2);
		expect(sent).toEqual(['2 of 7 called so far, 1 ended: 1 answered']);
		clock.time = 60_000;
		expect(sent).toHaveLength(1);
		place(1, 'busy');
		expect(sent[1]).toBe('3 of 7 called so far, 2 ended: 1 answered, 1 busy');
	});

	it.each(['trigger', 'webhook', 'retry'] as const)('costs nothing in a %s run', (mode) => {
		const { sent, clock, place } = run(mode);
		clock.time = 60_000;
		place(0);
		expect(sent).toEqual([]);
	});
});
