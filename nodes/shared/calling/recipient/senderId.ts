import { isNumberText } from '../../ids';
import type { Result } from '../../result';
import { invalid, valid } from '../../result';
import { maskPhoneNumber } from './e164';

/** What a call comes from, as ElevenLabs lists it. */
interface ListedSender {
	phone_number_id: string;
	phone_number: string;
}

/**
 * Finds what a call comes from in the workspace.
 * @param id the ID in the item
 * @param senders those of the workspace
 * @param label of the parameter that the ID is given in
 * @param kind e.g. `a phone number`
 */
export function senderWithId<Sender extends ListedSender>(
	id: string,
	senders: Sender[],
	label: string,
	kind: string,
): Result<Sender> {
	const sender = senders.find(({ phone_number_id }) => phone_number_id === id);
	if (sender !== undefined) return valid(sender);
	const digits = (text: string) => text.replace(/\D/g, '');
	const isNumber = isNumberText(id);
	const meant = senders.find(({ phone_number }) => isNumber && digits(phone_number) === digits(id));
	return invalid(
		label,
		`'${isNumber ? maskPhoneNumber(id) : id}' is not the ID of ${kind} in this workspace`,
		meant === undefined
			? 'Choose it from the list. If the ID is right, the credential may belong to another workspace or region.'
			: `This is the number itself. Use its ID, ${meant.phone_number_id}.`,
	);
}
