const ledgers = new WeakMap<object, Map<number, unknown>>();

/**
 * What became of the items of one run of the node. n8n's Retry On Fail runs the node again with all
 * items; what was placed, or may have been, must not be dialed then.
 * @param run an object that n8n makes for one run of one node in one execution, and keeps while it
 *   tries again; the ledger lives as long as that object
 * @returns outcomes by item index, kept from try to try
 */
export function ledgerOf<Outcome>(run: object): Map<number, Outcome> {
	const known = ledgers.get(run) as Map<number, Outcome> | undefined;
	if (known !== undefined) return known;
	const ledger = new Map<number, Outcome>();
	ledgers.set(run, ledger);
	return ledger;
}
