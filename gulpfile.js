const { spawnSync } = require('node:child_process');
const { rmSync } = require('node:fs');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');
const { n8n } = require('./package.json');

const clean = async () => rmSync('dist', { recursive: true, force: true });

const checkTypes = async () => {
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

/** Larger than a node. A run loads it, and not n8n when it starts. */
const NUMBERING_PLANS = 'nodes/shared/calling/recipient/googleNumberingPlans';

const loadPlansLater = {
	name: 'load-plans-later',
	setup: (build) =>
		build.onResolve({ filter: /\/googleNumberingPlans$/ }, ({ kind }) =>
			kind === 'dynamic-import'
				? { path: NUMBERING_PLANS.replace('nodes', '..'), external: true }
				: undefined,
		),
};

/**
 * Makes one file of each node, and of the credential: n8n loads them when it starts, and 200 small
 * files take three times as long. Only what comes with n8n stays outside, because the package has no
 * runtime dependency.
 */
const bundle = async () => {
	await esbuild.build({
		entryPoints: [
			...[...n8n.credentials, ...n8n.nodes].map((file) => file.replace(/^dist\/(.*)js$/, '$1ts')),
			`${NUMBERING_PLANS}.ts`,
		],
		outdir: 'dist',
		outbase: '.',
		bundle: true,
		external: ['luxon', 'n8n-workflow', 'zod'],
		plugins: [loadPlansLater],
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		// n8n's hot reload forgets only what was loaded with require().
		supported: { 'dynamic-import': false },
		legalComments: 'inline',
	});
};

/** What is left to do for dist/ once the types are checked. */
exports.finish = parallel(assets, bundle);
exports.build = series(clean, checkTypes, exports.finish);
exports.default = exports.build;
