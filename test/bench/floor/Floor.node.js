/**
 * The minimum a node must do for its calls: a bare loop over n8n's own request helper, with this many
 * concurrent requests. It reads one parameter per item and checks nothing.
 */
class Floor {
	description = {
		displayName: 'Floor',
		name: 'floor',
		group: ['output'],
		version: 1,
		description: 'Bare loop over the request helper',
		defaults: { name: 'Floor' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'elevenLabsCallsApi', required: true }],
		properties: [
			{ displayName: 'URL', name: 'url', type: 'string', default: '' },
			{ displayName: 'Agent', name: 'agentId', type: 'string', default: '' },
			{ displayName: 'From Number', name: 'phoneNumberId', type: 'string', default: '' },
			{ displayName: 'To Number', name: 'toNumber', type: 'string', default: '' },
			{ displayName: 'Concurrent Requests', name: 'inFlight', type: 'number', default: 1 },
		],
	};

	async execute() {
		const items = this.getInputData();
		const url = this.getNodeParameter('url', 0);
		const agentId = this.getNodeParameter('agentId', 0);
		const phoneNumberId = this.getNodeParameter('phoneNumberId', 0);
		const inFlight = this.getNodeParameter('inFlight', 0);
		// Both are the cheapest way: between requests, n8n takes longer for an expression, and without the
		// credential it reads it from its database for each request.
		const type = 'elevenLabsCallsApi';
		const credentialsDecrypted = {
			id: '',
			name: type,
			type,
			data: await this.getCredentials(type),
		};
		const numbers = items.map((_, item) => this.getNodeParameter('toNumber', item));
		const outputs = new Array(items.length);
		let next = 0;
		const lane = async () => {
			while (next < items.length) {
				const item = next++;
				const json = await this.helpers.httpRequestWithAuthentication.call(
					this,
					type,
					{
						method: 'POST',
						url,
						body: {
							agent_id: agentId,
							agent_phone_number_id: phoneNumberId,
							to_number: numbers[item],
						},
						json: true,
					},
					{ credentialsDecrypted },
				);
				outputs[item] = { json, pairedItem: { item } };
			}
		};
		await Promise.all(Array.from({ length: inFlight }, lane));
		return [outputs];
	}
}

module.exports = { Floor };
