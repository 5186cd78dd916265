const { writeSync } = require('node:fs');

/** Prints one plain line with the number of tests, after Jest's own output. */
class CountReporter {
	onRunComplete(_contexts, { numPassedTests, numFailedTests, numFailedTestSuites }) {
		// A suite that could not load has no failed test, but is a failure.
		const failed = Math.max(numFailedTests, numFailedTestSuites);
		process.once('exit', () => writeSync(1, `Tests: ${numPassedTests} passed, ${failed} failed\n`));
	}
}

module.exports = CountReporter;
