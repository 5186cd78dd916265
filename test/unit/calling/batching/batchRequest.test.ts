import { splitRequest } from '../../../../nodes/shared/calling/batching/batchRequest';

const CALL = {
	agent_id: 'agent_a',
	agent_phone_number_id: 'phnum_a',
	to_number: '+12025551000',
};

describe('the request of a call, split for a batch', () => {
	it('has only what was set', () => {
		expect(splitRequest(CALL, { callName: 'Renewals' })).toEqual({
			settings: { call_name: 'Renewals', agent_id: 'agent_a', agent_phone_number_id: 'phnum_a' },
			recipient: { phone_number: '+12025551000' },
		});
	});

	it('gives the batch what all recipients share, and each recipient the rest', () => {
		const { settings, recipient } = splitRequest(
			{
				...CALL,
				conversation_initiation_client_data: {
					user_id: 'crm-1',
					branch_id: 'agtbrch_a',
					environment: 'staging',
					dynamic_variables: { name: 'Ada' },
				},
				telephony_call_config: { ringing_timeout_secs: 20 },
			},
			{
				callName: 'Renewals',
				recipientId: 'lead-1',
				scheduledTime: 1_800_000_000_999,
				concurrencyLimit: 3,
			},
		);
		expect(settings).toEqual({
			call_name: 'Renewals',
			agent_id: 'agent_a',
			agent_phone_number_id: 'phnum_a',
			scheduled_time_unix: 1_800_000_000,
			branch_id: 'agtbrch_a',
			environment: 'staging',
			telephony_call_config: { ringing_timeout_secs: 20 },
			target_concurrency_limit: 3,
		});
		expect(recipient).toEqual({
			id: 'lead-1',
			phone_number: '+12025551000',
			conversation_initiation_client_data: {
				user_id: 'crm-1',
				dynamic_variables: { name: 'Ada' },
			},
		});
	});

	it('leaves out client data that would be empty', () => {
		const { recipient } = splitRequest(
			{ ...CALL, conversation_initiation_client_data: { branch_id: 'agtbrch_a' } },
			{ callName: 'Renewals' },
		);
		expect(recipient).toEqual({ phone_number: '+12025551000' });
	});
});
