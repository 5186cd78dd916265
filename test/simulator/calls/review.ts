import { z } from 'zod';

import type { Agent, CallSuccess, Conversation } from '../schema/wireTypes';

/** The feedback and the analysis of a call; what is left out follows from the call. */
export const review = z
	.object({
		/** 1 to 5. */
		rating: z.number().int().min(1).max(5),
		comment: z.string(),
		feedback: z.enum(['like', 'dislike']),
		tagIds: z.array(z.string()),
		/** The results of evaluation criteria, by their IDs. */
		evaluation: z.record(z.enum(['success', 'failure', 'unknown'])),
		/** The values that were collected, by their IDs. */
		data: z.record(z.unknown()),
	})
	.partial()
	.strict();

export type Review = z.infer<typeof review>;

export function feedbackIn(made: Review): Conversation['metadata']['feedback'] {
	const { rating, comment, feedback } = made;
	if (rating === undefined && comment === undefined && feedback === undefined) return null;
	return {
		type: rating === undefined ? 'thumbs' : 'rating',
		overall_score: feedback ?? null,
		likes: feedback === 'like' ? 1 : 0,
		dislikes: feedback === 'dislike' ? 1 : 0,
		rating: rating ?? null,
		comment: comment ?? null,
	};
}

/** The results of the agent's criteria, by their IDs. */
export function evaluationOf(
	{ platform_settings: settings }: Agent,
	usual: CallSuccess,
	made: Review,
): Record<string, CallSuccess> {
	const criteria = settings?.evaluation?.criteria ?? [];
	return Object.fromEntries(criteria.map(({ id }) => [id, made.evaluation?.[id] ?? usual]));
}

/** One failure makes the call a failure, and one unknown makes it unknown. */
export function successOf(evaluation: Record<string, CallSuccess>): CallSuccess | undefined {
	const results = Object.values(evaluation);
	return (['failure', 'unknown', 'success'] as const).find((result) => results.includes(result));
}

const collectable = {
	boolean: true,
	string: 'Yes, that suits me.',
	integer: 1,
	number: 1,
} as const;

/** What was collected in a call, by ID; `null` where nothing was. */
export function dataOf(
	{ platform_settings: settings }: Agent,
	spokeToPerson: boolean,
	made: Review,
): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(settings?.data_collection ?? {}).map(([id, { type }]) => {
			const given = made.data && Object.hasOwn(made.data, id);
			return [id, given ? made.data?.[id] : spokeToPerson ? collectable[type] : null];
		}),
	);
}
