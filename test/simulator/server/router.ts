import { ApiError } from './apiErrors';
import type { Endpoint } from '../endpoints/endpoint';

/**
 * What the API also answers at these paths (OpenAPI of 2026-09-23) but the simulator does not: not a 405,
 * but no test may mistake an answer for the API's either.
 */
const notSimulated: Record<string, string[]> = {
	'/v1/convai/agents/{id}': ['DELETE'],
	'/v1/convai/phone-numbers': ['POST'],
	'/v1/convai/phone-numbers/{id}': ['PATCH', 'DELETE'],
};

interface Route {
	path: string;
	endpoints: Endpoint[];
	id: string;
}

/** Finds the endpoint of a request in constant time, however many there are. */
export class Router {
	private readonly byPath = new Map<string, Endpoint[]>();

	constructor(endpoints: Endpoint[]) {
		for (const endpoint of endpoints) {
			const others = this.byPath.get(endpoint.path) ?? [];
			this.byPath.set(endpoint.path, [...others, endpoint]);
		}
	}

	find(method: string, path: string): { endpoint: Endpoint; id: string } | undefined {
		const route = this.route(path);
		const endpoint = route?.endpoints.find((candidate) => candidate.method === method);
		return route && endpoint && { endpoint, id: route.id };
	}

	/** Why nothing was found, as FastAPI says it. */
	refusal(method: string, path: string): ApiError {
		const route = this.route(path);
		if (!route) return new ApiError(404, 'Not Found');
		const others = notSimulated[route.path] ?? [];
		if (others.includes(method)) {
			return new ApiError(501, `The simulator has no ${method} ${route.path}`);
		}
		const allow = [...route.endpoints.map((endpoint) => endpoint.method), ...others].join(', ');
		return new ApiError(405, 'Method Not Allowed', { allow });
	}

	private route(path: string): Route | undefined {
		const exact = this.byPath.get(path);
		if (exact) return { path, endpoints: exact, id: '' };
		const parts = path.split('/');
		for (const idIndex of [parts.length - 1, parts.length - 2]) {
			const id = parts[idIndex];
			const template = parts.map((part, index) => (index === idIndex ? '{id}' : part)).join('/');
			const endpoints = id && this.byPath.get(template);
			if (endpoints) return { path: template, endpoints, id: decode(id) };
		}
		return undefined;
	}
}

/** A part of a path with invalid encoding is kept as it is. */
function decode(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}
