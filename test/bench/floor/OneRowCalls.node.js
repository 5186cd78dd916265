const {
	ElevenLabsCalls,
} = require('n8n-nodes-elevenlabs-calls/dist/nodes/ElevenLabsCalls/ElevenLabsCalls.node.js');

const KEPT_KEYS = 10_000;

let last = Promise.resolve();

/**
 * The same node, except that it claims Deduplication Keys as version 0.1.0 did: in one row for the
 * whole node, one claim after the other.
 */
class OneRowCalls extends ElevenLabsCalls {
	description = { ...this.description, displayName: 'One Row Calls', name: 'oneRowCalls' };

	async execute() {
		const { helpers } = this;
		const checkProcessedAndRecord = async (keys, scope, { mode }) => {
			const check = async () =>
				await helpers.checkProcessedAndRecord(keys, scope, { mode, maxEntries: KEPT_KEYS });
			last = last.then(check, check);
			return await last;
		};
		const context = Object.create(this, {
			// A copy: the ID that the node sets doesn't reach n8n's store.
			node: { value: { ...this.node } },
			helpers: {
				value: { ...helpers, checkProcessedAndRecord, getProcessedDataCount: async () => 0 },
			},
		});
		return await super.execute.call(context);
	}
}

module.exports = { OneRowCalls };
