import { RunClock, VirtualTime } from '../../clock/virtualTime';

const timesOf = (time: VirtualTime, ...delays: number[]) => {
	const happened: Array<[at: number, delay: number]> = [];
	for (const delay of delays) {
		void time.after(delay).then(() => happened.push([time.now(), delay]));
	}
	return happened;
};

it('brings events about in their order, each at its time', async () => {
	const time = new VirtualTime(1_000);
	const happened = timesOf(time, 30, 10, 20);
	await time.drain();
	expect(happened).toEqual([
		[1_010, 10],
		[1_020, 20],
		[1_030, 30],
	]);
});

it('goes just as far as it is moved', async () => {
	const time = new VirtualTime(1_000);
	const happened = timesOf(time, 10, 11);
	await time.advance(10);
	expect(happened).toEqual([[1_010, 10]]);
	expect(time.now()).toBe(1_010);
});

it('stops when what is waited for is settled', async () => {
	const time = new VirtualTime(1_000);
	timesOf(time, 500);
	await time.until(time.after(20));
	expect(time.now()).toBe(1_020);
	await expect(time.until(Promise.reject(new Error('gone')))).rejects.toThrow('gone');
});

it('reports that what it waits for can never happen', async () => {
	await expect(new VirtualTime().until(new Promise(() => {}))).rejects.toThrow(
		'nothing is left to happen',
	);
});

it('passes for each run, and a canceled run stops waiting', async () => {
	const time = new VirtualTime(1_000);
	const [one, other] = [new RunClock(time), new RunClock(time)];
	const ends: Array<[who: string, at: number]> = [];
	void one.wait(50).then(() => ends.push(['one', one.now()]));
	void other.wait(50).then(() => ends.push(['other', other.now()]));
	await time.advance(20);
	one.cancel();
	await one.wait(1_000);
	await time.drain();
	expect(ends).toEqual([
		['one', 1_020],
		['other', 1_050],
	]);
	expect([one.isCancelled(), other.isCancelled()]).toEqual([true, false]);
});
