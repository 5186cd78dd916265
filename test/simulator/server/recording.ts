/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the simulator is never shipped to n8n */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

import type { TimeOfDay } from '../../clock/movableClock';

export interface RecordedRequest {
	/** Equal to the `x-request-id` of the answer. */
	id: string;
	/** Milliseconds since 1970. */
	time: number;
	method: string;
	path: string;
	query: Record<string, string | string[]>;
	/** All but the key. */
	headers: IncomingHttpHeaders;
	/** The name of its API key; absent if there is none or it is unknown. */
	apiKey?: string;
	/** The parsed JSON, or the text if it isn't JSON. */
	body?: unknown;
	/** The body exactly as it came; absent when there was none. */
	text?: string;
	/** `to_number` of the body, or `whatsapp_user_id`, exactly as it came. */
	toNumber?: string;
	/** Keys of the body that the API does not know and ignores, as dotted paths. */
	unknownFields: string[];
	/** Names in the query that the API does not know and ignores. */
	unknownParameters: string[];
	/** `null` until it is answered, and permanently if the connection broke instead. */
	status: number | null;
}

function parseQuery(search: string): Record<string, string | string[]> {
	const query: Record<string, string | string[]> = {};
	for (const [name, value] of new URLSearchParams(search)) {
		const before = query[name];
		query[name] = before === undefined ? value : [before, value].flat();
	}
	return query;
}

export class Recording {
	readonly requests: RecordedRequest[] = [];

	/** Requests to any endpoint in progress. */
	inFlight = 0;

	maxInFlightOverall = 0;

	private dialing = 0;

	/** The most concurrent requests to dial endpoints so far. */
	maxInFlight = 0;

	constructor(
		private readonly clock: TimeOfDay,
		private readonly knownKeys: ReadonlySet<string>,
	) {}

	/** Begins the record of a request. Call `end` once the request is over. */
	begin(
		id: string,
		request: IncomingMessage,
		dials: boolean,
	): { record: RecordedRequest; end: () => void } {
		const { 'xi-api-key': key, ...headers } = request.headers;
		const [path = '/', search = ''] = (request.url ?? '/').split(/\?(.*)/s);
		const query = search ? parseQuery(search) : {};
		const record: RecordedRequest = {
			id,
			time: this.clock.now(),
			method: request.method ?? 'GET',
			path,
			query,
			headers,
			unknownFields: [],
			unknownParameters: Object.keys(query),
			status: null,
		};
		if (typeof key === 'string' && this.knownKeys.has(key)) record.apiKey = key;
		this.requests.push(record);

		this.inFlight += 1;
		this.maxInFlightOverall = Math.max(this.maxInFlightOverall, this.inFlight);
		if (dials) {
			this.dialing += 1;
			this.maxInFlight = Math.max(this.maxInFlight, this.dialing);
		}
		let over = false;
		const end = () => {
			if (over) return;
			over = true;
			this.inFlight -= 1;
			if (dials) this.dialing -= 1;
		};
		return { record, end };
	}

	clear(): void {
		this.requests.length = 0;
		this.maxInFlight = this.dialing;
		this.maxInFlightOverall = this.inFlight;
	}
}
