import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { Result } from '../../shared/result';
import { all } from '../../shared/result';
import { readRequiredCode } from '../../shared/values';

const template: INodeProperties = {
	displayName: 'Permission Template',
	name: 'permissionTemplate',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. call_permission_request',
	description:
		"The name of a WhatsApp message template with a call permission request. It's sent to people who haven't allowed calls yet, and the call starts when they approve.",
};

const language: INodeProperties = {
	displayName: 'Template Language',
	name: 'permissionTemplateLanguage',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. en_US',
	description: 'The language code of the template, as in WhatsApp Manager',
};

/** How WhatsApp asks a person for permission to call. */
export const permissionFields: INodeProperties[] = [template, language];

/** Reads how an item's recipient is asked for permission. */
export function readPermission(
	context: IExecuteFunctions,
	item: number,
): Result<{ permissionTemplate: string; permissionTemplateLanguage: string }> {
	const read = ({ name, displayName }: INodeProperties, advice: string) =>
		readRequiredCode(context.getNodeParameter(name, item, ''), displayName, advice);
	return all<{ permissionTemplate: string; permissionTemplateLanguage: string }>({
		permissionTemplate: read(template, 'Enter the name of the template as in WhatsApp Manager.'),
		permissionTemplateLanguage: read(language, 'Enter a language code, e.g. en_US.'),
	});
}
