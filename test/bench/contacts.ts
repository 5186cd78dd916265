import { Contacts } from '../../nodes/shared/calling/guards/contacts';
import { RecentCalls } from '../../nodes/shared/calling/guards/recentCalls';
import { listUserConversations } from '../../nodes/shared/elevenlabs/conversations';
import { movableClock, startSimulator } from '../simulator/simulator';
import { AGENT, LINE } from './contestants';
import { clientOf } from './waiting';

const LIMIT = { maxCalls: 3, days: 7, hoursApart: 0 };

/** People have this many earlier calls at most, one more than is allowed. */
const MOST_CALLS = 4;

/** What it takes to ask whether people may be called again. */
export interface ContactFigures {
	rows: number;
	requests: number;
	/** Rows whose person may be called. */
	allowed: number;
}

/** Asks for people with no, one, two … earlier calls, three of which are allowed. */
export async function measureContacts(rows: number): Promise<ContactFigures> {
	const time = movableClock(Date.UTC(2026, 0, 5, 12));
	const simulator = await startSimulator({ clock: time });
	try {
		for (let row = 0; row < rows; row += 1) {
			for (let call = 0; call < row % (MOST_CALLS + 1); call += 1) {
				simulator.placeForeignCall({
					agentId: AGENT,
					phoneNumberId: LINE,
					number: '+12025550101',
					clientData: { user_id: `crm-${row}` },
				});
			}
		}
		time.advance(86_400_000);
		const client = clientOf(simulator);
		const contacts = new Contacts({
			conversations: async (userId, pageSize, cursor) => {
				const { entries, next } = await listUserConversations(client, userId, pageSize, cursor);
				const inMs = entries.map((one) => ({ ...one, startedAt: one.startedAt * 1000 }));
				return { entries: inMs, next };
			},
			claims: { claim: async () => true, release: async () => {} },
			recent: new RecentCalls(),
			now: () => time.now(),
		});
		let allowed = 0;
		for (let row = 0; row < rows; row += 1) {
			const refusal = await contacts.begin(row, `crm-${row}`, LIMIT, () => time.now());
			if (refusal === undefined) allowed += 1;
		}
		return { rows, requests: simulator.requests.length, allowed };
	} finally {
		await simulator.close();
	}
}
