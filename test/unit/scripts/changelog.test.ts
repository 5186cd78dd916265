import { notesOf, released } from '../../../scripts/changelog';

const changelog = `# Changelog

## Unreleased

- Calls know the way.
- The word ## Unreleased in a line is only text.

## 0.10.0

- Ten.

## 0.1.0

- One.
`;

it('puts the unreleased changes under the version, and changes nothing else', () => {
	const [before, after] = changelog.split('\n## Unreleased\n');
	expect(released(changelog, '0.11.0')).toBe(`${before}\n## 0.11.0\n${after}`);
});

it('finds the notes of a version, which begin and end with text', () => {
	expect(notesOf(changelog, '0.1.0')).toBe('- One.');
	expect(notesOf(changelog, '0.10.0')).toBe('- Ten.');
	expect(notesOf(released(changelog, '0.11.0'), '0.11.0')).toMatch(/^- Calls .* only text\.$/s);
});

it.each([
	[
		'nothing is unreleased',
		'# Changelog\n\n## 0.1.0\n\n- One.\n',
		/no changes under "## Unreleased"/,
	],
	[
		'the section is empty',
		'## Unreleased\n\n## 0.1.0\n\n- One.\n',
		/no changes under "## Unreleased"/,
	],
	['the version is there already', '## Unreleased\n\n- New.\n\n## 0.2.0\n\n- Two.\n', /already/],
])('releases nothing if %s', (_, text, says) => {
	expect(() => released(text, '0.2.0')).toThrow(says);
});

it('has no notes of a version that it does not know', () => {
	expect(() => notesOf(changelog, '0.2.0')).toThrow(/no changes under "## 0\.2\.0"/);
});
