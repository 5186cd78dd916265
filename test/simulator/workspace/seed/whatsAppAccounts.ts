import type { WhatsAppAccount } from '../../schema/wireTypes';

/** Meta's IDs of the WhatsApp numbers. */
export const whatsAppIds = {
	good: '106540352242922',
	/** Its connection to Meta must be renewed before it can call. */
	expired: '106540352242933',
} as const;

const common = {
	business_account_id: '102290129340398',
	business_account_name: 'Sim Clinic',
	account_type: 'cloud_api',
	enable_messaging: true,
	enable_audio_message_response: true,
	enable_typing_indicator: true,
} as const;

export const seedWhatsAppAccounts: readonly WhatsAppAccount[] = [
	{
		...common,
		phone_number_id: whatsAppIds.good,
		phone_number_name: 'Front desk',
		phone_number: '+12025550196',
		assigned_agent_id: 'agent_simappointments',
		assigned_agent_name: 'Appointment reminders',
		is_token_expired: false,
	},
	{
		...common,
		phone_number_id: whatsAppIds.expired,
		phone_number_name: 'Old desk',
		phone_number: '+12025550197',
		assigned_agent_id: null,
		assigned_agent_name: null,
		is_token_expired: true,
	},
];
