import { z } from 'zod';

import type { RecordedRequest } from './recording';

/** Which requests a fault applies to; what is left out matches everything. */
const faultMatch = z
	.object({
		method: z.string().optional(),
		/** The whole path or the beginning of one. */
		path: z.string().optional(),
		/** The number as it stands in the request. */
		toNumber: z.string().optional(),
		/** Begin with the nth request that matches, counted from 1. */
		nth: z.number().int().positive().optional(),
	})
	.strict();

const faultAction = z.union([
	/** Answer this, without a body in ElevenLabs' own words; a string goes out as HTML. */
	z
		.object({
			status: z.number().int(),
			body: z.unknown().optional(),
			headers: z.record(z.string()).optional(),
			/** The call is placed anyway. */
			placeCall: z.boolean().optional(),
		})
		.strict(),
	/** Wait, then answer as usual; the call is placed after the wait, or before it. */
	z.object({ delayMs: z.number(), placeCall: z.enum(['before', 'after']).optional() }).strict(),
	/** Break the connection, before or after the call was placed. */
	z.object({ reset: z.enum(['before', 'after']) }).strict(),
	/** Place the call and send half of the answer. */
	z.object({ truncate: z.literal(true) }).strict(),
	/** A 200 which says that the call failed; only for the dial endpoints. */
	z.object({ successFalse: z.string() }).strict(),
	/** The call is placed, but the answer has no conversation ID; only for the dial endpoints. */
	z.object({ conversationId: z.null() }).strict(),
]);

export const fault = z
	.object({
		match: faultMatch,
		/** How many requests it affects: one by default. */
		times: z.number().int().positive().optional(),
		action: faultAction,
	})
	.strict();

export type Fault = z.infer<typeof fault>;
/** Which requests are meant; what is left out matches everything. */
export type RequestMatch = Omit<z.infer<typeof faultMatch>, 'nth'>;
export type FaultAction = z.infer<typeof faultAction>;

interface PendingFault {
	fault: Fault;
	seen: number;
	left: number;
}

export const matchesRequest = (match: RequestMatch, request: RecordedRequest) =>
	(match.method === undefined || match.method === request.method) &&
	(match.path === undefined || request.path.startsWith(match.path)) &&
	(match.toNumber === undefined || match.toNumber === request.toNumber);

const matches = ({ match, action }: Fault, request: RecordedRequest, dials: boolean) =>
	matchesRequest(match, request) &&
	(dials || !('successFalse' in action || 'conversationId' in action));

/** The faults that a test has added. A request meets max one: the first that is due. */
export class FaultScript {
	private pending: PendingFault[] = [];

	add(scripted: Fault): void {
		this.pending.push({ fault: scripted, seen: 0, left: scripted.times ?? 1 });
	}

	take(request: RecordedRequest, dials: boolean): FaultAction | undefined {
		let due: PendingFault | undefined;
		for (const entry of this.pending) {
			if (!matches(entry.fault, request, dials)) continue;
			// Requests that meet another fault count too, so "the second" is the second.
			entry.seen += 1;
			if (!due && entry.seen >= (entry.fault.match.nth ?? 1)) due = entry;
		}
		if (!due) return undefined;
		due.left -= 1;
		if (due.left === 0) this.pending = this.pending.filter((entry) => entry !== due);
		return due.fault.action;
	}

	clear(): void {
		this.pending = [];
	}
}
