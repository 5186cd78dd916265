import { getCountries } from 'libphonenumber-js/min';
import { countries } from '../../../nodes/ElevenLabsCalls/fields/countries';

const names = countries.map(({ name }) => name);

it('the countries are those whose numbering plans the library knows', () => {
	expect(countries.map(({ value }) => value).sort()).toEqual([...getCountries()].sort());
});

it('the countries have their English names, in the case of titles', () => {
	const english = new Intl.DisplayNames('en', { type: 'region' });
	const titleCase = (name = '') => name.replace(' da ', ' Da ');
	expect(names).toEqual(countries.map(({ value }) => titleCase(english.of(value))));
});

it('the countries are in the order of their names, each once', () => {
	expect(names).toEqual([...new Set(names)].sort((a, b) => a.localeCompare(b, 'en')));
});
