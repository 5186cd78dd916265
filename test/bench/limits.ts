import type { PackageFigures } from './packageFigures';
import { scenarioName, type Result, type Scenario } from './scenario';
import { hundredths, megabytes, percent, whole } from './wording';

/** A limit that the package promises to keep. */
export interface Limit {
	text: string;
	holds: boolean;
	/** Whether the run fails without it. Times and memory never fail it, because a busy machine is no defect. */
	binding: boolean;
}

/** The agent and the phone number are each looked up once. */
const LOOKUPS = 2;
const MAX_TO_FLOOR = 1.15;
const LEAST_OF_PACE = 0.95;
const TARBALL_BYTES = 250_000;
const ENTRY_FILE_MS = 50;

/**
 * The promised limits for the calls.
 * @param results ours, the floor's, and that of HTTP Request with its default options, in that order
 */
export function callLimits(scenario: Scenario, results: Result[]): Limit[] {
	const [ours, floor, http] = results as [Result, Result, Result];
	const { items, latencyMs, inFlight } = scenario;
	const ratio = ours.milliseconds / floor.milliseconds;
	const ideal = (items / inFlight) * latencyMs;
	const counts = [
		[`max items + ${LOOKUPS} requests`, ours.requests, ours.requests <= items + LOOKUPS],
		[`max ${inFlight} concurrent requests`, ours.inFlight, ours.inFlight <= inFlight],
		['nobody is called more than once', ours.calledAgain, ours.calledAgain === 0],
		['every item comes out, paired with its row', ours.paired, ours.paired === items],
	] as const;
	const limits = [
		...counts.map(([text, count, holds]) => ({
			text: `${text} (${whole(count)})`,
			holds,
			binding: true,
		})),
		{
			text: `max ${hundredths(MAX_TO_FLOOR)} of the floor's time (${hundredths(ratio)})`,
			holds: ratio <= MAX_TO_FLOOR,
			binding: false,
		},
		...(ideal === 0
			? []
			: [
					{
						text: `min ${percent(LEAST_OF_PACE)} of ${inFlight} calls per ${latencyMs} ms (${percent(ideal / ours.milliseconds)}; the floor ${percent(ideal / floor.milliseconds)})`,
						holds: ideal / ours.milliseconds >= LEAST_OF_PACE,
						binding: false,
					},
				]),
		{
			text: `no more memory than ${http.name} (${megabytes(ours.peakBytes)} of ${megabytes(http.peakBytes)} MB)`,
			holds: !(ours.peakBytes > http.peakBytes),
			binding: false,
		},
	];
	return limits.map((limit) => ({ ...limit, text: `${scenarioName(scenario)}: ${limit.text}` }));
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
