const { writeSync } = require('node:fs');

/** Closes a run with one plain line that counts its tests, after everything Jest itself prints. */
class CountReporter {
	onRunComplete(_contexts, { numPassedTests, numFailedTests, numFailedTestSuites }) {
		// A suite that could not even load has no failed test of its own, but is a failure.
		const failed = Math.max(numFailedTests, numFailedTestSuites);
		process.once('exit', () => writeSync(1, `Tests: ${numPassedTests} passed, ${failed} failed\n`));
	}
}

module.exports = CountReporter;
