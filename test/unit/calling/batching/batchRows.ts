import type { BatchRow } from '../../../../nodes/shared/calling/batching/batchPlan';
import type { BatchSettings } from '../../../../nodes/shared/calling/batching/batchRequest';

/** A row whose guards allow every call, to a number of its own. */
export const rowOf = (
	item: number,
	settings: Partial<BatchSettings> = {},
	more: Partial<Omit<BatchRow, 'settings'>> = {},
): BatchRow => {
	const number = more.number ?? `+1202555${String(1000 + item)}`;
	return {
		item,
		number,
		url: 'https://api.example/submit',
		request: { phone_number: number },
		settings: {
			call_name: 'Renewals',
			agent_id: 'agent_a',
			agent_phone_number_id: 'phnum_a',
			...settings,
		},
		isDryRun: false,
		keepsInput: false,
		guards: { skipRepeatedNumbers: true, dryRun: false },
		...more,
	};
};
