import type { PhoneNumber } from '../../schema/wireTypes';

export const phoneNumberIds = {
	twilio: 'phnum_simtwilio',
	sipTrunk: 'phnum_simsiptrunk',
	/** Has no outbound trunk, so it cannot dial. */
	sipTrunkInbound: 'phnum_simsipinbound',
	exotel: 'phnum_simexotel',
	/** Twilio, `supports_outbound: false`. */
	twilioInbound: 'phnum_simtwilioinbound',
	/** Twilio, with an empty label. */
	unlabelled: 'phnum_simunlabelled',
} as const;

export const seedPhoneNumbers: readonly PhoneNumber[] = [
	{
		provider: 'twilio',
		phone_number_id: phoneNumberIds.twilio,
		phone_number: '+12025550190',
		label: 'Front desk',
		supports_inbound: true,
		supports_outbound: true,
		assigned_agent: {
			agent_id: 'agent_simappointments',
			agent_name: 'Appointment reminders',
		},
	},
	{
		provider: 'sip_trunk',
		phone_number_id: phoneNumberIds.sipTrunk,
		phone_number: '+493023125191',
		label: 'PBX Berlin',
		supports_inbound: true,
		supports_outbound: true,
		assigned_agent: null,
		outbound_trunk: {
			address: 'sip.pbx.example',
			transport: 'tls',
			media_encryption: 'required',
			headers: { 'X-Tenant': 'berlin' },
			has_auth_credentials: true,
			username: 'elevenlabs',
			has_outbound_trunk: true,
		},
		inbound_trunk: {
			allowed_addresses: ['203.0.113.7'],
			media_encryption: 'allowed',
			has_auth_credentials: false,
		},
		livekit_stack: 'standard',
		store_sip_messages: false,
	},
	{
		provider: 'sip_trunk',
		phone_number_id: phoneNumberIds.sipTrunkInbound,
		phone_number: '+493023125192',
		label: 'PBX Berlin, inbound only',
		supports_inbound: true,
		supports_outbound: true,
		assigned_agent: null,
		outbound_trunk: null,
		provider_config: null,
		inbound_trunk: {
			allowed_addresses: ['0.0.0.0/0'],
			media_encryption: 'allowed',
			has_auth_credentials: false,
		},
		livekit_stack: 'static',
	},
	{
		provider: 'exotel',
		phone_number_id: phoneNumberIds.exotel,
		phone_number: '+912261930193',
		label: 'Mumbai',
		supports_inbound: true,
		supports_outbound: true,
		assigned_agent: null,
	},
	{
		provider: 'twilio',
		phone_number_id: phoneNumberIds.twilioInbound,
		phone_number: '+12025550194',
		label: 'Hotline',
		supports_inbound: true,
		supports_outbound: false,
		assigned_agent: null,
	},
	{
		provider: 'twilio',
		phone_number_id: phoneNumberIds.unlabelled,
		phone_number: '+12025550195',
		label: '',
		supports_inbound: true,
		supports_outbound: true,
		assigned_agent: null,
	},
];
