import type { IDataObject } from 'n8n-workflow';
import { ANSWERED, BUSY, letCallsEnd, placeCalls, requestsOf, runOperation } from './operations';
import type { RunOptions } from './workflowRun';
import { simulator } from './quickSimulator';

const getAudio = async (
	ids: string[],
	parameters: IDataObject = {},
	more: Partial<RunOptions> = {},
) =>
	await runOperation(
		simulator,
		'conversation.getAudio',
		{ conversationId: '={{ $json.id }}', ...parameters },
		ids.map((id) => ({ id })),
		more,
	);

/** What a recording is on the wire. */
async function recordingOf(id: string): Promise<Buffer> {
	const answer = await fetch(`${simulator.url}/v1/convai/conversations/${id}/audio`, {
		headers: { 'xi-api-key': 'sim-full' },
	});
	return Buffer.from(await answer.arrayBuffer());
}

describe('Get Audio', () => {
	it('gives the recording as a file, byte for byte, with what the call was', async () => {
		simulator.recordingMinBytes = 300_000;
		const ids = placeCalls(simulator, [ANSWERED, ANSWERED]);
		letCallsEnd();

		const { items } = await getAudio(ids);

		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(items[0]?.json).toEqual({
			conversation_id: ids[0],
			agent_id: 'agent_simlocked',
			status: 'done',
			start_time: expect.any(String),
			duration_secs: 40,
			outcome: 'answered',
			outcome_reason: expect.any(String),
		});
		const { data, ...file } = items[0]?.binary?.data ?? {};
		expect(file).toMatchObject({
			fileName: `${ids[0]}.mp3`,
			fileExtension: 'mp3',
			mimeType: 'audio/mpeg',
			fileType: 'audio',
		});
		const bytes = Buffer.from(String(data), 'base64');
		expect(bytes.length).toBeGreaterThanOrEqual(300_000);
		expect(bytes.equals(await recordingOf(ids[0] ?? ''))).toBe(true);
	});

	it('puts the file into the chosen field', async () => {
		const ids = placeCalls(simulator, [ANSWERED]);
		letCallsEnd();
		const { items } = await getAudio(ids, { outputField: ' recording ' });
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['recording']);
		const { error } = await getAudio(ids, { outputField: ' ' });
		expect(error?.message).toBe("'Put Output in Field' is empty");
	});

	it('says that a call nobody answered has no recording, and does not ask for it', async () => {
		const [id = ''] = placeCalls(simulator, [BUSY]);
		letCallsEnd();
		const { error } = await getAudio([id]);
		expect(error?.message).toBe(`'Conversation ID' '${id}' has no recording`);
		expect(error?.description).toMatch(/nobody answered.*privacy settings/);
		expect(requestsOf(simulator)).toEqual([`GET /v1/convai/conversations/${id}`]);
	});

	it('advises to wait for the end of a call that is not over', async () => {
		const [id = ''] = placeCalls(simulator, [ANSWERED]);
		const { error } = await getAudio([id]);
		expect(error?.description).toMatch(/initiated.*Wait for End/);
	});

	it('says the same if ElevenLabs finds no recording, and fails only that row', async () => {
		const ids = placeCalls(simulator, [ANSWERED, ANSWERED]);
		letCallsEnd();
		simulator.addFault({
			match: { path: `/v1/convai/conversations/${ids[0]}/audio` },
			action: { status: 404 },
		});
		const { items } = await getAudio(ids, {}, { onError: 'continueRegularOutput' });
		expect(items[0]?.json).toMatchObject({
			id: ids[0],
			error: `'Conversation ID' '${ids[0]}' has no recording [item 0]`,
		});
		expect(items[0]?.binary).toBeUndefined();
		expect(items[1]?.binary?.data?.mimeType).toBe('audio/mpeg');
	});

	it.each([
		['says what ElevenLabs says', { status: 500 }, /HTTP 500|ElevenLabs responded/],
		[
			'does not follow elsewhere',
			{ status: 302, body: 'Moved', headers: { location: '/v1/convai/agents' } },
			/302/,
		],
		[
			'notices half a recording',
			{ truncate: true as const },
			/download of the recording is incomplete/,
		],
		['says that the connection broke', { reset: 'before' as const }, /could not be reached/],
	])('%s', async (_, action, message) => {
		const [id = ''] = placeCalls(simulator, [ANSWERED]);
		letCallsEnd();
		simulator.addFault({ match: { path: `/v1/convai/conversations/${id}/audio` }, action });
		const { items, error } = await getAudio([id]);
		expect(items).toEqual([]);
		expect(error?.message).toMatch(message);
		expect(requestsOf(simulator)).toEqual([
			`GET /v1/convai/conversations/${id}`,
			`GET /v1/convai/conversations/${id}/audio`,
		]);
	});

	it('says which ID is unknown', async () => {
		const { error } = await getAudio(['conv_unknown']);
		expect(error).toMatchObject({ httpCode: '404' });
		expect(error?.description).toContain('Check the ID');
	});
});
