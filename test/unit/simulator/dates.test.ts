import { movableClock, startSimulator } from '../../simulator/simulator';

const NEW_YEAR = Date.UTC(2030, 0, 1);

it.each([
	[true, NEW_YEAR],
	[false, Date.now()],
])(
	'the dates of its answers are those of its clock if they should be: %s',
	async (datesByClock, time) => {
		const simulator = await startSimulator({ clock: movableClock(NEW_YEAR), datesByClock });
		try {
			const { headers } = await fetch(simulator.url);
			const date = Date.parse(headers.get('date') ?? '');
			expect(Math.abs(date - time)).toBeLessThan(300_000);
		} finally {
			await simulator.close();
		}
	},
);
