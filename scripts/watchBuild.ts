/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { watch } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { ROOT } from './example';
import type { Script } from './script';

const ASSET = /\.(svg|json)$/;

/**
 * Keeps dist/ up to date with the sources until the script ends. `onBuilt` is called after each build without type errors,
 * the first one included, and never while an earlier call is still pending.
 */
export function watchBuild(onBuilt: () => Promise<void>, { log, atEnd }: Script): void {
	const { finish } = createRequire(__filename)(join(ROOT, 'gulpfile.js')) as {
		finish: (done: (error?: Error | null) => void) => void;
	};
	const update = async () => {
		try {
			await promisify(finish)();
			await onBuilt();
		} catch (error) {
			log(`The build failed: ${error instanceof Error ? error.message : String(error)}`);
		}
	};
	let updates = Promise.resolve();
	let typeErrors = 0;
	const built = () => {
		if (typeErrors === 0) updates = updates.then(update);
	};

	const show = (diagnostic: ts.Diagnostic) =>
		log(
			ts
				.formatDiagnostic(diagnostic, {
					getCanonicalFileName: (name) => name,
					getCurrentDirectory: () => ROOT,
					getNewLine: () => '\n',
				})
				.trimEnd(),
		);
	const host = ts.createWatchCompilerHost(
		join(ROOT, 'tsconfig.json'),
		{},
		ts.sys,
		ts.createSemanticDiagnosticsBuilderProgram,
		show,
		(_status, _newLine, _options, errorCount) => {
			// Undefined when a build starts.
			if (errorCount === undefined) return;
			typeErrors = errorCount;
			if (errorCount > 0) log('Fix these errors; n8n keeps the last good build.');
			built();
		},
	);
	const program = ts.createWatchProgram(host);
	atEnd(() => program.close());

	const assets = watch(join(ROOT, 'nodes'), { recursive: true }, (_event, file) => {
		if (file && ASSET.test(file)) built();
	});
	atEnd(() => assets.close());
}
