/** What a script may do while it works. */
export interface Script {
	log: (line?: string) => void;
	/** Runs `action` when the script ends, however it ends. The last one added runs first. */
	atEnd: (action: () => unknown) => void;
}

/** Where a script prints; the console by default. */
export interface Printer {
	log: (line: string) => void;
	error: (line: string) => void;
}

/** Runs a script, cleans up after it, and resolves to its exit code: 1 after an error, which is printed. */
export async function runScript(
	work: (script: Script) => Promise<void>,
	printer: Printer = console,
): Promise<number> {
	const endings: Array<() => unknown> = [];
	let exitCode = 0;
	try {
		await work({
			log: (line = '') => printer.log(line),
			atEnd: (action) => endings.push(action),
		});
	} catch (error) {
		printer.error(`\n${error instanceof Error ? error.message : String(error)}`);
		exitCode = 1;
	}
	for (const action of endings.reverse()) await action();
	return exitCode;
}
