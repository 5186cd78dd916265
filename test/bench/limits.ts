import type { PackageFigures } from './packageFigures';
import type { Result, Scenario } from './scenario';
import { hundredths, whole } from './wording';

/** Something the package has promised. */
export interface Limit {
	text: string;
	holds: boolean;
	/** Whether the run fails without it. Times never do that: a busy machine is no defect. */
	binding: boolean;
}

/** The agent and the phone number are each looked up once. */
const LOOKUPS = 2;
const TARBALL_BYTES = 250_000;
const ENTRY_FILE_MS = 50;

export function callLimits({ items, latencyMs }: Scenario, ours: Result): Limit[] {
	const where = `${whole(items)} items, ${latencyMs} ms latency`;
	return [
		{
			text: `${where}: at most items + ${LOOKUPS} requests (${whole(ours.requests)})`,
			holds: ours.requests <= items + LOOKUPS,
			binding: true,
		},
		{
			text: `${where}: nobody is called more than once (${whole(ours.calledAgain)} numbers are)`,
			holds: ours.calledAgain === 0,
			binding: true,
		},
	];
}

export function timeLimit({ items, latencyMs }: Scenario, ours: Result, other: Result): Limit {
	const ratio = ours.milliseconds / other.milliseconds;
	return {
		text: `${whole(items)} items, ${latencyMs} ms latency: no slower than ${other.name} (${hundredths(ratio)} of its time)`,
		holds: ratio <= 1,
		binding: false,
	};
}

export const packageLimits = ({ tarballBytes, entryFiles }: PackageFigures): Limit[] => [
	{
		text: `tarball under ${whole(TARBALL_BYTES)} bytes (${whole(tarballBytes)})`,
		holds: tarballBytes < TARBALL_BYTES,
		binding: true,
	},
	...entryFiles.map(({ name, milliseconds }) => ({
		text: `${name} loads in under ${ENTRY_FILE_MS} ms (${milliseconds.toFixed(1)} ms)`,
		holds: milliseconds < ENTRY_FILE_MS,
		binding: false,
	})),
];
