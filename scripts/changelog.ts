/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads and writes the changelog, in releases only */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScript } from './script';

/*
 * tsx scripts/changelog.ts release 1.2.0   makes the unreleased changes those of version 1.2.0
 * tsx scripts/changelog.ts notes 1.2.0     prints the changes of version 1.2.0
 */

const FILE = join(__dirname, '..', 'CHANGELOG.md');

const UNRELEASED = 'Unreleased';

/** What is below a heading, without the blank lines around it; undefined if there is no such heading. */
function changesOf(changelog: string, heading: string): string | undefined {
	return changelog
		.split(/^## /m)
		.slice(1)
		.find((section) => section.split('\n', 1)[0]?.trim() === heading)
		?.slice(heading.length)
		.trim();
}

/** The changelog with its unreleased changes under `version`. Throws if there are none. */
export function released(changelog: string, version: string): string {
	if (changesOf(changelog, version) !== undefined) {
		throw new Error(`CHANGELOG.md already has a section "## ${version}".`);
	}
	if (!changesOf(changelog, UNRELEASED)) {
		throw new Error(
			`CHANGELOG.md has no changes under "## ${UNRELEASED}". Describe the release there first.`,
		);
	}
	return changelog.replace(new RegExp(`^## ${UNRELEASED}[ \\t]*$`, 'm'), `## ${version}`);
}

/** The changes of `version`, as Markdown. Throws if there are none. */
export function notesOf(changelog: string, version: string): string {
	const changes = changesOf(changelog, version);
	if (!changes) throw new Error(`CHANGELOG.md has no changes under "## ${version}".`);
	return changes;
}

if (require.main === module) {
	void runScript(async ({ log }) => {
		const [, , command, version = ''] = process.argv;
		const changelog = readFileSync(FILE, 'utf8');
		if (command === 'release') writeFileSync(FILE, released(changelog, version));
		else log(notesOf(changelog, version));
	}).then((exitCode) => {
		process.exitCode = exitCode;
	});
}
