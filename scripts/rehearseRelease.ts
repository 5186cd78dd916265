/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { npm } from '../test/n8n/npm';
import { runCommand } from '../test/n8n/runCommand';
import { startLoopbackRegistry } from '../test/package/loopbackRegistry';
import { notesOf } from './changelog';
import { ROOT } from './example';
import { runScript } from './script';

/*
 * npm run release:rehearse: a release of these files as RELEASING.md describes it, up to the upload. It takes place in a
 * scratch folder, with a Git remote and an npm registry of its own, so nothing leaves this machine.
 */

/** Not part of a checkout. */
const LEFT_OUT = ['.git', 'node_modules', 'dist', 'coverage'];

const PERSON = { NAME: 'Rehearsal', EMAIL: 'rehearsal@localhost' };

void runScript(async ({ log, atEnd }) => {
	const started = Date.now();
	const scratch = mkdtempSync(join(tmpdir(), 'release-'));
	atEnd(() => rmSync(scratch, { recursive: true, force: true }));
	const registry = await startLoopbackRegistry(scratch);
	atEnd(registry.close);
	const env = {
		...registry.env,
		...Object.fromEntries(
			Object.entries(PERSON).flatMap(([key, value]) => [
				[`GIT_AUTHOR_${key}`, value],
				[`GIT_COMMITTER_${key}`, value],
			]),
		),
		// The settings of the person who runs this may sign commits or add hooks.
		GIT_CONFIG_GLOBAL: '/dev/null',
	};
	const remote = join(scratch, 'remote');
	const checkout = join(scratch, 'checkout');
	const tagged = join(scratch, 'tagged');
	const git = async (cwd: string, ...args: string[]) =>
		(await runCommand({ doing: `git ${args[0]}`, file: 'git', args, cwd, env })).trim();
	const installed = (folder: string) =>
		symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');

	cpSync(ROOT, checkout, {
		recursive: true,
		filter: (source) => !LEFT_OUT.includes(basename(source)),
	});
	describeAChange(join(checkout, 'CHANGELOG.md'));
	await git(scratch, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
	await git(checkout, 'init', '--quiet', '--initial-branch=main');
	await git(checkout, 'add', '--all');
	await git(checkout, 'commit', '--quiet', '--message', 'Everything before the release');
	await git(checkout, 'remote', 'add', 'origin', remote);
	await git(checkout, 'push', '--quiet', '--set-upstream', 'origin', 'main');
	installed(checkout);

	log('Releasing, as on the machine of a maintainer …');
	await npm(['run', 'release', '--', 'minor', '--ci'], {
		doing: 'npm run release',
		cwd: checkout,
		env,
		log,
	});
	const tag = await git(remote, 'describe', '--tags', '--exact-match', 'main');
	const version = tag.slice(1);
	match(tag, /^v\d+\.\d+\.0$/);
	const changed = await git(remote, 'diff', '--name-only', 'main~1', 'main');
	deepStrictEqual(changed.split('\n'), ['CHANGELOG.md', 'package-lock.json', 'package.json']);
	const changelog = await git(
		remote,
		'diff',
		'--unified=0',
		'main~1',
		'main',
		'--',
		'CHANGELOG.md',
	);
	deepStrictEqual(
		changelog.split('\n').filter((line) => /^[-+](?![-+]{2} )/.test(line)),
		['-## Unreleased', `+## ${version}`],
	);
	strictEqual(await git(checkout, 'status', '--porcelain'), '');

	log(`Publishing ${tag}, as the workflow does, up to the upload …`);
	await git(scratch, 'clone', '--quiet', '--branch', tag, remote, tagged);
	installed(tagged);
	// npm test has linted these files, and dependency-cruiser doesn't take packages from another folder for installed ones.
	await npm(['pkg', 'set', 'scripts.lint=true'], { doing: 'npm pkg set', cwd: tagged, env });
	const printed = await npm(['exec', '--', 'n8n-node', 'release'], {
		doing: 'n8n-node release',
		cwd: tagged,
		env: { ...env, GITHUB_ACTIONS: 'true', npm_config_dry_run: 'true' },
		log,
	});
	match(printed, /tag latest and public access \(dry-run\)/);
	match(printed, new RegExp(`^\\+ n8n-nodes-elevenlabs-calls@${version}$`, 'm'));
	deepStrictEqual(registry.uploads, []);

	const notes = notesOf(readFileSync(join(tagged, 'CHANGELOG.md'), 'utf8'), version);
	log(`${tag} would be published, with these notes:\n\n${notes}\n`);
	log(`Rehearsed in ${Math.round((Date.now() - started) / 1000)} s.`);
}).then((exitCode) => {
	process.exitCode = exitCode;
});

/** A release itself is tested, too, and has nothing unreleased. */
function describeAChange(file: string) {
	const changelog = readFileSync(file, 'utf8');
	if (/^## Unreleased$/m.test(changelog)) return;
	writeFileSync(file, changelog.replace(/^## /m, '## Unreleased\n\n- A rehearsal.\n\n## '));
}
