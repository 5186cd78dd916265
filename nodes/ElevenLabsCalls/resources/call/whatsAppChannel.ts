import type { WhatsAppSender } from '../../../shared/calling/recipient/whatsAppRequest';
import { buildWhatsAppRequest } from '../../../shared/calling/recipient/whatsAppRequest';
import { callingAccount } from '../../../shared/calling/recipient/whatsAppAccount';
import { PATHS } from '../../../shared/elevenlabs/paths';
import { readWhatsAppAccounts, readWhatsAppCall } from '../../../shared/elevenlabs/whatsApp';
import { all, valid } from '../../../shared/result';
import { readForeignLocator } from '../../itemParameters';
import { permissionFields, readPermission } from '../../parameters/permissionTemplate';
import { whatsAppAccountId } from '../../parameters/whatsAppAccountId';
import type { Channel } from './channel';
import { readOncePerRun } from './readOncePerRun';

/** The note in the output of a call that may still come. */
export const BEGINS_LATER =
	"If this person hasn't allowed calls yet, WhatsApp asks them first. The call starts when they approve, which can be hours later.";

/** WhatsApp calls. The call comes when the person approves, which ElevenLabs' answer does not say. */
export const whatsAppChannel: Channel<WhatsAppSender> = {
	senderReader(context) {
		const account = readOncePerRun(context, ['whatsAppAccountId'], (item) =>
			readForeignLocator(context, item, whatsAppAccountId),
		);
		const permission = readOncePerRun(
			context,
			permissionFields.map(({ name }) => name),
			(item) => readPermission(context, item),
		);
		return (item) => {
			const read = all<{ accountId: string; permission: Omit<WhatsAppSender, 'accountId'> }>({
				accountId: account(item),
				permission: permission(item),
			});
			return read.ok ? valid({ accountId: read.value.accountId, ...read.value.permission }) : read;
		};
	},
	async connect(client) {
		const accounts = await readWhatsAppAccounts(client);
		return (sender) => {
			const account = callingAccount(sender.accountId, accounts, whatsAppAccountId.displayName);
			return account.ok
				? valid({
						endpoint: PATHS.whatsAppCall,
						notices: [],
						request: (call) => buildWhatsAppRequest(call, sender),
					})
				: account;
		};
	},
	dialing: {
		readCall: readWhatsAppCall,
		refusalAdvice:
			'Check the WhatsApp account in ElevenLabs, and the template and payment method in WhatsApp Manager.',
		beginsLaterNote: BEGINS_LATER,
	},
};
