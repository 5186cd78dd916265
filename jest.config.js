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
	projects: [project('unit'), project('engine'), project('package'), project('e2e')],
	reporters: ['default', '<rootDir>/test/countReporter.js'],
};
