// Loaded into n8n ahead of its own code: its dates are those of a clock that a test moves (sharedTime.ts). Its timers
// still take real time.
const { openSync, readSync } = require('node:fs');

const { SHARED_TIME_FILE: path } = process.env;

// n8n's task runner does not get the variable.
if (path !== undefined) {
	const file = openSync(path, 'r');
	const bytes = Buffer.alloc(8);
	const RealDate = Date;
	const systemTime = RealDate.now;
	RealDate.now = () => {
		readSync(file, bytes, 0, bytes.length, 0);
		return systemTime() + bytes.readDoubleLE();
	};
	globalThis.Date = new Proxy(RealDate, {
		apply: () => new Date().toString(),
		construct: (target, values, newTarget) =>
			Reflect.construct(target, values.length === 0 ? [target.now()] : values, newTarget),
	});
	RealDate.prototype.constructor = globalThis.Date;
}
