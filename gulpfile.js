const { spawnSync } = require('node:child_process');
const { readdirSync, readFileSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const clean = async () => rmSync('dist', { recursive: true, force: true });

/** The compiler checks types and writes JavaScript. `assets` copies the files it ignores. */
const compile = async () => {
	const { status } = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc')], {
		stdio: 'inherit',
	});
	if (status !== 0) throw new Error('TypeScript found errors; see above.');
};

/** Icons, codex files and output schemas. `encoding: false` keeps bytes as they are. */
const assets = () =>
	src(['nodes/**/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));

/** The package has no runtime dependency: the library is bundled into the one file that uses it. */
const inlineLibraries = async () => {
	await esbuild.build({
		entryPoints: ['nodes/shared/calling/recipient/googleNumberingPlans.ts'],
		outfile: 'dist/nodes/shared/calling/recipient/googleNumberingPlans.js',
		bundle: true,
		external: ['./numberTimeZones'],
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		minifySyntax: true,
		minifyWhitespace: true,
		legalComments: 'inline',
		allowOverwrite: true,
	});
};

/** What the compiler writes for a file that holds only types. */
const EMPTY_MODULE =
	/^"use strict";\s*Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);\s*$/;

const dropTypes = async () => {
	for (const file of readdirSync('dist', { recursive: true })) {
		if (!file.endsWith('.js')) continue;
		const path = join('dist', file);
		if (EMPTY_MODULE.test(readFileSync(path, 'utf8'))) rmSync(path);
	}
};

/** What is left to do for dist/ once the compiler has written it. */
exports.finish = parallel(assets, inlineLibraries, dropTypes);
exports.build = series(clean, compile, exports.finish);
exports.default = exports.build;
