const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const STATUS = '/proc/self/status';

/**
 * Stands before and after the measured node. Before it, n8n's garbage is collected and the
 * kernel's high-water mark of its memory is reset; after it, that mark is read.
 */
class MemoryMeter {
	description = {
		displayName: 'Memory Meter',
		name: 'memoryMeter',
		group: ['transform'],
		version: 1,
		description: 'Peak memory of what runs between two of these',
		defaults: { name: 'Memory Meter' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{
				displayName: 'Place',
				name: 'place',
				type: 'options',
				options: [
					{ name: 'Before', value: 'before' },
					{ name: 'Behind', value: 'behind' },
				],
				default: 'before',
			},
		],
	};

	async execute() {
		if (this.getNodeParameter('place', 0) === 'behind') {
			return [[{ json: { peakBytes: peakBytes() }, pairedItem: { item: 0 } }]];
		}
		setFlagsFromString('--expose-gc');
		const collect = runInNewContext('gc');
		// The second one collects what the first one's finalizers release.
		for (let time = 0; time < 2; time++) {
			await collect({ type: 'major', execution: 'async', flavor: 'last-resort' });
		}
		// Only Linux keeps the mark (proc_pid_clear_refs(5)).
		if (existsSync(STATUS)) writeFileSync('/proc/self/clear_refs', '5');
		return [this.getInputData().map(({ json }, item) => ({ json, pairedItem: { item } }))];
	}
}

/** Max resident memory since the mark was reset; null if unknown. */
function peakBytes() {
	if (!existsSync(STATUS)) return null;
	const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8')) ?? [];
	return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

module.exports = { MemoryMeter };
