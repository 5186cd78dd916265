import { Pace } from '../../../../nodes/shared/calling/dialing/pace';
import { RunClock, settle, VirtualTime } from '../../../clock/virtualTime';

const START = 10_000;

/** A run whose time passes only when the test lets it. */
function runAt(start: number) {
	const time = new VirtualTime(start);
	const clock = new RunClock(time);
	return {
		clock,
		advance: async (milliseconds: number) => await time.advance(milliseconds),
		async cancel() {
			clock.cancel();
			await settle();
		},
	};
}

/** Asks for turns, and keeps who got one. */
function takeTurns(pace: Pace, ...names: string[]): string[] {
	const got: string[] = [];
	for (const name of names) {
		pace.turn().then(
			() => got.push(name),
			(error: Error) => got.push(`${name}: ${error.message}`),
		);
	}
	return got;
}

describe('the pace of a run', () => {
	it('gives turns at once, in the order of asking, if nothing limits it', async () => {
		const got = takeTurns(new Pace(runAt(START).clock), 'a', 'b', 'c');
		await settle();
		expect(got).toEqual(['a', 'b', 'c']);
	});

	it.each([
		[1, 60_000],
		[20, 3_000],
		[600, 100],
	])('leaves the same time between calls: %p a minute is one in %p ms', async (many, apart) => {
		const { clock, advance } = runAt(START);
		const got = takeTurns(new Pace(clock, { callsPerMinute: many }), 'a', 'b', 'c');
		await advance(0);
		expect(got).toEqual(['a']);
		await advance(apart - 1);
		expect(got).toEqual(['a']);
		await advance(1);
		expect(got).toEqual(['a', 'b']);
		await advance(apart - 1);
		expect(got).toEqual(['a', 'b']);
		await advance(1);
		expect(got).toEqual(['a', 'b', 'c']);
	});

	it('does not make up for turns that nobody took', async () => {
		const { clock, advance } = runAt(START);
		const pace = new Pace(clock, { callsPerMinute: 60 });
		takeTurns(pace, 'a');
		await advance(30_000);
		const got = takeTurns(pace, 'b', 'c');
		await advance(0);
		expect(got).toEqual(['b']);
	});

	it('holds all during a pause, also those that wait already', async () => {
		const { clock, advance } = runAt(START);
		const pace = new Pace(clock, { callsPerMinute: 60 });
		const got = takeTurns(pace, 'a', 'b');
		await advance(500);
		pace.pause(10_000);
		await advance(9_999);
		expect(got).toEqual(['a']);
		await advance(1);
		expect(got).toEqual(['a', 'b']);
	});

	it('is not shortened by a shorter pause', async () => {
		const { clock, advance } = runAt(START);
		const pace = new Pace(clock);
		pace.pause(10_000);
		pace.pause(1_000);
		const got = takeTurns(pace, 'a');
		await advance(9_999);
		expect(got).toEqual([]);
		await advance(1);
		expect(got).toEqual(['a']);
	});

	it('asks every five seconds whether there is room, and keeps the order', async () => {
		const { clock, advance } = runAt(START);
		const answers = [false, false, true, false];
		const asked: number[] = [];
		const hasRoom = async () => {
			asked.push(clock.now() - START);
			return await Promise.resolve(answers.shift() ?? true);
		};
		const got = takeTurns(new Pace(clock, { hasRoom }), 'a', 'b');
		await advance(9_999);
		expect(got).toEqual([]);
		await advance(1);
		expect(got).toEqual(['a']);
		await advance(5_000);
		expect(got).toEqual(['a', 'b']);
		expect(asked).toEqual([0, 5_000, 10_000, 10_000, 15_000]);
	});

	it('does not ask for room during a pause', async () => {
		const { clock, advance } = runAt(START);
		const hasRoom = jest.fn(async () => await Promise.resolve(true));
		const pace = new Pace(clock, { hasRoom });
		pace.pause(2_000);
		const got = takeTurns(pace, 'a');
		await advance(1_999);
		expect(hasRoom).not.toHaveBeenCalled();
		await advance(1);
		expect(got).toEqual(['a']);
	});

	it('holds who asked for room when a pause began before the answer', async () => {
		const { clock, advance } = runAt(START);
		const hasRoom = async () => {
			await clock.wait(100);
			return true;
		};
		const pace = new Pace(clock, { hasRoom });
		const got = takeTurns(pace, 'a');
		await advance(50);
		pace.pause(10_000);
		await advance(9_999);
		expect(got).toEqual([]);
		await advance(1_000);
		expect(got).toEqual(['a']);
	});

	it('tells the caller that the count failed, and continues with the next', async () => {
		const answers = [new Error('no count'), true, new Error('again'), true];
		const hasRoom = async () => {
			const answer = answers.shift() ?? true;
			return typeof answer === 'boolean'
				? await Promise.resolve(answer)
				: await Promise.reject(answer);
		};
		const got = takeTurns(new Pace(runAt(START).clock, { hasRoom }), 'a', 'b', 'c', 'd');
		await settle();
		expect(got).toEqual(['a: no count', 'b', 'c: again', 'd']);
	});

	it.each([
		['a pause', {}],
		['calls per minute', { callsPerMinute: 1 }],
		['no room', { hasRoom: async () => await Promise.resolve(false) }],
	])('ends every wait when the run is canceled: %s', async (_, limits) => {
		const { clock, advance, cancel } = runAt(START);
		const pace = new Pace(clock, limits);
		pace.pause(60_000);
		const got = takeTurns(pace, 'a', 'b', 'c');
		await advance(59_999);
		expect(got).toEqual([]);
		await cancel();
		expect(got).toEqual(['a', 'b', 'c']);
	});

	it('asks for no room once it is canceled', async () => {
		const { clock, cancel } = runAt(START);
		const hasRoom = jest.fn(async () => await Promise.resolve(false));
		await cancel();
		const got = takeTurns(new Pace(clock, { hasRoom, callsPerMinute: 1 }), 'a', 'b');
		await settle();
		expect(got).toEqual(['a', 'b']);
		expect(hasRoom).not.toHaveBeenCalled();
	});
});
