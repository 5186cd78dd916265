import { isMovable, movableClock, systemTime } from '../../clock/movableClock';

it('stands still at its start, and moves only when told', () => {
	const clock = movableClock(1_000);
	expect(clock.now()).toBe(1_000);

	clock.advance(250);
	clock.advance(0);
	expect(clock.now()).toBe(1_250);
});

it('goes on as the system does when it starts nowhere, and ahead of it once moved', () => {
	const clock = movableClock();
	const before = Date.now();
	clock.advance(60_000);

	expect(clock.now()).toBeGreaterThanOrEqual(before + 60_000);
	expect(clock.now()).toBeLessThanOrEqual(Date.now() + 60_000);
});

it.each([-1, NaN])('is not moved by %d', (ms) => {
	expect(() => movableClock(0).advance(ms)).toThrow(RangeError);
});

it("is distinguished from one that can't be moved", () => {
	expect(isMovable(movableClock())).toBe(true);
	expect(isMovable(systemTime)).toBe(false);
});
