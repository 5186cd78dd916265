/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { runCommand, type Command } from './runCommand';

/** Runs npm: the one this process was started by, if any, else the one on the path. */
export async function npm(
	args: string[],
	command: Pick<Command, 'doing' | 'cwd' | 'env' | 'log'>,
): Promise<string> {
	const cli = process.env.npm_execpath;
	if (cli && /npm-cli\.[cm]?js$/.test(cli)) {
		return await runCommand({ ...command, file: process.execPath, args: [cli, ...args] });
	}
	const file = process.platform === 'win32' ? 'npm.cmd' : 'npm';
	return await runCommand({ ...command, file, args });
}
