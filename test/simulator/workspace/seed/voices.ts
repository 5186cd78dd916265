import type { Voice } from '../../schema/wireTypes';

const named: Array<[name: string, gender: string, accent: string, description: string]> = [
	['Rachel', 'female', 'american', 'Calm and clear'],
	['George', 'male', 'british', 'Warm narrator'],
	['Sarah', 'female', 'american', 'Soft news presenter'],
	['Jürgen', 'male', 'german', 'Friendly and unhurried'],
	['Aïcha', 'female', 'french', 'Bright and quick'],
];

const voice = (
	index: number,
	name: string,
	gender: string,
	accent: string,
	description: string,
): Voice => ({
	// Voice IDs are twenty letters and digits, without a prefix.
	voice_id: `simVoice${String(index).padStart(12, '0')}`,
	name,
	category: index % 4 === 0 ? 'cloned' : 'premade',
	labels: { gender, accent, use_case: 'conversational' },
	description,
	preview_url: `https://storage.example/voices/${index}.mp3`,
	available_for_tiers: [],
	high_quality_base_model_ids: ['eleven_turbo_v2_5', 'eleven_flash_v2_5'],
	verified_languages: [
		{ language: 'en', model_id: 'eleven_turbo_v2_5', accent, locale: 'en-US', preview_url: null },
	],
	is_owner: false,
	is_legacy: false,
	created_at_unix: 1_760_000_000 + index,
});

export const seedVoices: readonly Voice[] = [
	...named.map((row, index) => voice(index + 1, ...row)),
	...Array.from({ length: 30 }, (_, index) =>
		voice(
			index + 6,
			`Narrator ${String(index + 1).padStart(2, '0')}`,
			index % 2 ? 'male' : 'female',
			'neutral',
			'Even and neutral',
		),
	),
];
