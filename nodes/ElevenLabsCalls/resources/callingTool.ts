/**
 * What an AI agent's model reads about an operation that calls a person, who never chose to be called
 * by a model. Parameters have the names under which n8n gives them to the model.
 * @param does what the operation does, as whole sentences
 */
export function callingTool(does: string): string {
	return [
		does,
		'A call cannot be undone. Use this only if you were asked to call this person, once per person, and never guess a number.',
		'To_Number: the phone number with + and country code, e.g. +14155550123.',
		'If success is false in the result, message or error says why.',
		'If call_may_have_been_placed is true, never call this number again.',
	].join(' ');
}
