import type { INodePropertyOptions } from 'n8n-workflow';
import { countries } from '../../shared/calling/recipient/countries';
import { OTHER_NAMES } from '../../shared/calling/recipient/defaultCountry';

/**
 * The countries to choose from. n8n searches the names of options only, so these also have what people
 * type: `United Kingdom (GB, UK, Great Britain, +44)`.
 */
export const countryOptions: INodePropertyOptions[] = countries.map(
	({ name, value, callingCode }) => {
		const others = Object.keys(OTHER_NAMES).filter((other) => OTHER_NAMES[other] === value);
		return { name: `${name} (${[value, ...others, `+${callingCode}`].join(', ')})`, value };
	},
);
