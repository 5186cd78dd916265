import { languages } from '../../../nodes/ElevenLabsCalls/parameters/languages';

/** Those of ElevenLabs' own client packages, August 2026. */
const KNOWN =
	'en ja zh de hi fr ko pt pt-br it es id nl tr pl sv bg ro ar cs el fi ms da ta uk ru hu hr sk no vi tl af hy as az be bn bs ca et gl ka gu ha he is ga jv kn kk ky lv lt lb mk ml mr ne ps fa pa sr sd sl so sw te th ur cy';

const names = languages.map(({ name }) => name);

it('the languages are those that ElevenLabs knows', () => {
	expect(languages.map(({ value }) => value).sort()).toEqual(KNOWN.split(' ').sort());
});

it('the languages have their English names', () => {
	const english = new Intl.DisplayNames('en', { type: 'language' });
	expect(names).toEqual(languages.map(({ value }) => english.of(value)));
});

it('the languages are in the order of their names, each once', () => {
	expect(names).toEqual([...new Set(names)].sort((a, b) => a.localeCompare(b, 'en')));
});
