import type { IExecuteFunctions } from 'n8n-workflow';
import type { CallSettings } from '../../../shared/calling/recipient/callRequest';
import { readDefaultCountry } from '../../../shared/calling/recipient/defaultCountry';
import type {
	BareNumberReading,
	NumberingPlans,
} from '../../../shared/calling/recipient/numberingPlans';
import { readStart } from '../../../shared/calling/recipient/startSettings';
import type { GuardSettings } from '../../../shared/calling/guards';
import { fitGuards, readGuards } from '../../../shared/calling/guards';
import { limitedUserId } from '../../../shared/calling/guards/contactLimit';
import { NumberLists } from '../../../shared/calling/guards/numberList';
import { readJsonObject } from '../../../shared/jsonParameter';
import { labelOf } from '../../../shared/labels';
import type { Result } from '../../../shared/result';
import { all, valid } from '../../../shared/result';
import { readCode, readKey, readSwitchIn } from '../../../shared/values';
import { readLookedUpLocator } from '../../itemParameters';
import { agentId } from '../../parameters/agentId';
import { readVariables } from '../../parameters/dynamicVariables';
import { OPTION_LABELS, readOptions } from '../../parameters/options';
import { readOverrideFields } from '../../parameters/overrides';
import type { RunLimits } from '../../parameters/runLimits';
import { readRunLimits } from '../../parameters/runLimits';
import { readToNumber } from '../../parameters/toNumber';
import type { CallWaitSettings, readWait } from './callWait';
import type { Channel } from './channel';
import { readOncePerRun } from './readOncePerRun';

/**
 * One item's parameters, read and checked as far as that goes without asking ElevenLabs.
 * @typeParam Sender what the call comes from
 */
export interface CallParameters<Sender> extends CallSettings {
	sender: Sender;
	/** The label of the parameter that the dynamic variables are given in. */
	variablesParameter: string;
	checkAgent: boolean;
	guards: GuardSettings;
	limits: RunLimits;
	wait: CallWaitSettings;
}

/**
 * Makes the reader of a run's items.
 * @param readItemWait reads how an item waits for the end of its call
 * @returns reads one item; throws ExpressionError and the like, from n8n, if a parameter can't be
 *   evaluated
 */
export function callParametersReader<Sender>(
	context: IExecuteFunctions,
	plans: NumberingPlans,
	channel: Pick<Channel<Sender>, 'senderReader'>,
	readItemWait: typeof readWait,
): (item: number) => Result<CallParameters<Sender>> {
	const part = <T>(names: string[], read: (item: number) => T) =>
		readOncePerRun(context, names, read);
	const options = part(['options'], (item) => readOptions(context, item));
	const country = part(['options'], (item) =>
		readDefaultCountry(options(item).defaultCountry, labelOf(OPTION_LABELS, 'defaultCountry')),
	);
	const agent = part(['agentId'], (item) => readLookedUpLocator(context, item, agentId));
	const sender = channel.senderReader(context);
	const toNumber = part(['toNumber', 'options'], (item) =>
		readToNumber(context, item, plans, country(item)),
	);
	const variables = part(
		['dynamicVariablesMode', 'dynamicVariables', 'dynamicVariablePairs', 'dynamicVariablesJson'],
		(item) => readVariables(context, item),
	);
	const overrides = part(['overrides'], (item) => readOverrideFields(context, item));
	const wait = part(['waitForCompletion', 'maxWaitMinutes', 'simplify'], (item) =>
		valid(readItemWait(context, item)),
	);
	const numberLists = new NumberLists(plans);
	const settings = part(['options'], (item) =>
		readSettings(options(item), numberLists, country(item)),
	);

	return (item) => {
		// If several parameters can't be evaluated, the error names the first of these.
		options(item);
		const { values: dynamicVariables, label } = variables(item);
		const call = all<CallParameters<Sender>>({
			agentId: agent(item),
			sender: sender(item),
			toNumber: toNumber(item),
			dynamicVariables,
			variablesParameter: valid(label),
			overrides: overrides(item),
			wait: wait(item),
			...settings(item),
		});
		if (!call.ok) return call;
		const { userId, toNumber: number } = call.value;
		const guards = fitGuards(call.value.guards, { number, plans, labels: OPTION_LABELS });
		return guards.ok
			? valid({
					...call.value,
					guards: guards.value,
					userId: limitedUserId(userId, number, guards.value),
				})
			: guards;
	};
}

/** @param values those that were added */
function readSettings(
	values: Record<string, unknown>,
	numberLists: NumberLists,
	bare: Result<BareNumberReading | undefined>,
) {
	const labels = OPTION_LABELS;
	const code = (name: string) => readCode(values[name], labelOf(labels, name));
	return {
		checkAgent: readSwitchIn(values, 'checkAgent', labelOf(labels, 'checkAgent'), true),
		guards: readGuards({ values, labels, bare, numberLists }),
		limits: readRunLimits(values),
		userId: readKey(values.userId, labelOf(labels, 'userId')),
		branchId: code('branchId'),
		environment: code('environment'),
		customLlmExtraBody: readJsonObject(
			values.customLlmExtraBody,
			labelOf(labels, 'customLlmExtraBody'),
		),
		...readStart(values, labels),
	};
}
