/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MovableClock } from '../clock/movableClock';

/** A clock that a test moves, and that an n8n and the simulator follow. */
export interface SharedTime {
	clock: MovableClock;
	/** For `startN8n`. */
	env: Record<string, string>;
	/** Once n8n has stopped. */
	close(): void;
}

/**
 * @param start what time it is now, in milliseconds since 1970; from there the clock runs as the system's does
 */
export function sharedTime(start: number): SharedTime {
	const folder = mkdtempSync(join(tmpdir(), 'shared-time-'));
	const path = join(folder, 'moved');
	const file = openSync(path, 'w');
	let moved = 0;
	/** n8n reads the file whenever it asks for the time, so it is never behind. */
	const move = (ms: number) => {
		moved += ms;
		const bytes = Buffer.alloc(8);
		bytes.writeDoubleLE(moved);
		writeSync(file, bytes, 0, bytes.length, 0);
	};
	move(start - Date.now());

	return {
		clock: {
			now: () => Date.now() + moved,
			advance(ms) {
				if (!(ms >= 0)) throw new RangeError(`The clock can't be moved by ${ms} ms`);
				move(ms);
			},
		},
		env: {
			SHARED_TIME_FILE: path,
			NODE_OPTIONS: `--require "${join(__dirname, 'movedDates.cjs')}"`,
			// Others evaluate expressions in an isolate, whose time is the system's.
			N8N_EXPRESSION_ENGINE: 'legacy',
		},
		close() {
			closeSync(file);
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
