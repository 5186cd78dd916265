const transform = {
	'^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
};

const project = (name, more = {}) => ({
	displayName: name,
	testEnvironment: 'node',
	rootDir: __dirname,
	testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
	modulePathIgnorePatterns: ['<rootDir>/dist/'],
	transform,
	...more,
});

module.exports = {
	projects: [
		project('unit', { setupFiles: ['<rootDir>/test/properties.js'] }),
		project('engine', {
			setupFiles: ['<rootDir>/test/properties.js', '<rootDir>/test/engine/environment.js'],
			setupFilesAfterEnv: [
				'<rootDir>/test/clock/skippedWaits.ts',
				'<rootDir>/test/engine/patientRegex.ts',
			],
		}),
		project('package'),
		project('e2e'),
		project('compatibility'),
	],
	// Jest leaves a core idle by default, which is half of a small machine.
	maxWorkers: '100%',
	// Generous: no test waits for time to pass, and a busy machine is no defect.
	testTimeout: 300_000,
	reporters: ['default', '<rootDir>/test/countReporter.js'],
};
