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
import type { Failure } from '../../../shared/failure';
import type { Result } from '../../../shared/result';
import { passed, valid } from '../../../shared/result';
import { readCode, readKey, readSwitchIn } from '../../../shared/values';
import { readLookedUpLocator } from '../../itemParameters';
import { agentId } from '../../parameters/agentId';
import { readVariables } from '../../parameters/dynamicVariables';
import { OPTION_LABELS, readOptions } from '../../parameters/options';
import { readOverrideFields } from '../../parameters/overrides';
import type { RunLimits } from '../../parameters/runLimits';
import { readRunLimits } from '../../parameters/runLimits';
import { readToNumber, toNumber } from '../../parameters/toNumber';
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
	keepsInput: boolean;
	wait: CallWaitSettings;
}

/** What could be read of an item, and everything that is wrong with the rest. */
export interface ReadParameters<Sender> {
	/** All of them if nothing is wrong. */
	values: Partial<CallParameters<Sender>>;
	failures: Failure[];
}

/** The rest of an item's check; no parameter is read in it. */
export type CheckParameters<Sender> = () => ReadParameters<Sender>;

/**
 * Makes the reader of a run's items. The check of the phone number comes later, in a loop of its own:
 * n8n evaluates expressions in a sandbox, and if the two alternate, each takes longer.
 * @param readItemWait reads how an item waits for the end of its call
 * @returns reads one item; throws ExpressionError and the like, from n8n, if a parameter can't be
 *   evaluated
 */
export function callParametersReader<Sender>(
	context: IExecuteFunctions,
	plans: NumberingPlans,
	channel: Pick<Channel<Sender>, 'senderReader'>,
	readItemWait: typeof readWait,
): (item: number) => CheckParameters<Sender> {
	const part = <T>(names: string[], read: (item: number) => T) =>
		readOncePerRun(context, names, read);
	const options = part(['options'], (item) => readOptions(context, item));
	const country = part(['options'], (item) =>
		readDefaultCountry(options(item).defaultCountry, labelOf(OPTION_LABELS, 'defaultCountry')),
	);
	const agent = part(['agentId'], (item) => readLookedUpLocator(context, item, agentId));
	const sender = channel.senderReader(context);
	const variables = part(
		['dynamicVariablesMode', 'dynamicVariables', 'dynamicVariablePairs', 'dynamicVariablesJson'],
		(item) => readVariables(context, item),
	);
	const overrides = part(['overrides'], (item) => readOverrideFields(context, item));
	const wait = part(
		['waitForCompletion', 'maxWaitMinutes', 'simplify', 'include', 'output', 'fields'],
		(item) => valid(readItemWait(context, item)),
	);
	const numberLists = new NumberLists(plans);
	const settings = part(['options'], (item) =>
		readSettings(options(item), numberLists, country(item)),
	);

	return (item) => {
		// If several parameters can't be evaluated, the error names the first of these.
		options(item);
		const { values: dynamicVariables, label } = variables(item);
		const before = { agentId: agent(item), sender: sender(item) };
		const number: unknown = context.getNodeParameter(toNumber.name, item);
		const bare = country(item);
		const after = {
			dynamicVariables,
			variablesParameter: valid(label),
			overrides: overrides(item),
			wait: wait(item),
			...settings(item),
		};
		return () =>
			fitToNumber(
				passed<CallParameters<Sender>>({
					...before,
					toNumber: readToNumber(number, plans, bare),
					...after,
				}),
				plans,
			);
	};
}

/** Adds what depends on the number, as it was read. */
function fitToNumber<Sender>(
	{ values, failures }: ReadParameters<Sender>,
	plans: NumberingPlans,
): ReadParameters<Sender> {
	const { userId, toNumber: number, guards: settings } = values;
	if (number === undefined || settings === undefined) return { values, failures };
	const guards = fitGuards(settings, { number, plans, labels: OPTION_LABELS });
	if (!guards.ok) return { values, failures: [...failures, ...guards.failures] };
	const fitted = {
		...values,
		guards: guards.value,
		userId: limitedUserId(userId, number, guards.value),
	};
	return { values: fitted, failures };
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
		keepsInput: readSwitchIn(
			values,
			'includeInputFields',
			labelOf(labels, 'includeInputFields'),
			false,
		),
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
