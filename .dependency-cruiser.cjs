/*
 * The layers of the package, as CONTRIBUTING.md draws them: `npm run lint` fails on an import that goes
 * from a lower layer to a higher one, and on a circle.
 */

/** The steps of a call's life, in their order. A step may use the ones before it. */
const STEPS = ['recipient', 'guards', 'dialing', 'batching', 'following'];

const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		never('no-circle', 'Files that need each other are one file.', {}, { circular: true }),
		never(
			'only-what-is-published',
			'The package has no tests, scripts or build files in it.',
			{ path: '^(nodes|credentials)/' },
			{ path: '^(?!nodes/|credentials/|node_modules/)', dependencyTypesNot: ['core'] },
		),
		never(
			'shared-below-nodes',
			'What both nodes share knows neither of them.',
			{ path: '^nodes/shared/' },
			{ path: '^(nodes/(?!shared/)|credentials/)' },
		),
		never(
			'basics-at-the-bottom',
			'The files of shared/ itself know neither calls nor the API.',
			{ path: '^nodes/shared/[^/]+$' },
			{ path: '^nodes/shared/[^/]+/' },
		),
		never(
			'calling-without-api',
			'Policy makes no requests. It may use the types of the API, so that no type exists twice.',
			{ path: '^nodes/shared/calling/' },
			{ path: '^nodes/shared/elevenlabs/', dependencyTypesNot: ['type-only'] },
		),
		never(
			'calling-without-n8n',
			'Policy runs without n8n. It may use the types of n8n.',
			{ path: '^nodes/shared/calling/' },
			{ path: '/n8n-workflow/', dependencyTypesNot: ['type-only'] },
		),
		never(
			'api-without-policy',
			'What talks HTTP decides nothing about calls.',
			{ path: '^nodes/shared/elevenlabs/' },
			{ path: '^nodes/shared/calling/' },
		),
		...STEPS.slice(0, -1).map((step, index) =>
			never(
				`${step}-before-${STEPS[index + 1]}`,
				`A call goes through ${STEPS.join(', ')}: a step doesn't know the ones after it.`,
				{ path: `^nodes/shared/calling/${step}/` },
				{ path: `^nodes/shared/calling/(${STEPS.slice(index + 1).join('|')})/` },
			),
		),
		never(
			'parameters-below-resources',
			'Parameters and the lists of the editor serve several operations and know none of them.',
			{ path: '^nodes/ElevenLabsCalls/(parameters|methods)/' },
			{ path: '^nodes/ElevenLabsCalls/(resources/|router)' },
		),
		never(
			'resources-below-router',
			'An operation works the same, whatever calls it.',
			{ path: '^nodes/ElevenLabsCalls/resources/' },
			{ path: '^nodes/ElevenLabsCalls/(router|ElevenLabsCalls\\.node)' },
		),
		never(
			'action-without-trigger',
			'The nodes share code through shared/ only.',
			{ path: '^nodes/ElevenLabsCalls/' },
			{ path: '^nodes/ElevenLabsCallsTrigger/' },
		),
		never(
			'trigger-without-action',
			'The nodes share code through shared/ only.',
			{ path: '^nodes/ElevenLabsCallsTrigger/' },
			{ path: '^nodes/ElevenLabsCalls/' },
		),
		never(
			'credentials-below-nodes',
			'The credential is loaded without the nodes.',
			{ path: '^credentials/' },
			{ path: '^nodes/(?!shared/)' },
		),
		never(
			'one-file-bundles-a-library',
			'The build takes libphonenumber-js into this one file.',
			{ path: '^nodes/', pathNot: '^nodes/shared/calling/recipient/googleNumberingPlans\\.ts$' },
			{ path: '/libphonenumber-js/' },
		),
	],
	options: {
		// Types are imports, too.
		tsPreCompilationDeps: true,
		tsConfig: { fileName: `${__dirname}/tsconfig.json` },
		doNotFollow: { path: 'node_modules' },
	},
};
