import type { CallTimeline } from './callTimeline';
import { timelineOf, statusAfter } from './callTimeline';
import { creditsPerSecond } from './durations';
import { silentMp3 } from './mp3';
import type { PlacedCall } from './placedCalls';
import type { JsonObject } from '../schema/pydantic';
import { isObject } from '../schema/pydantic';
import type { Review } from './review';
import { dataOf, evaluationOf, feedbackIn, successOf } from './review';
import { transcriptOf } from './transcript';
import type { CallEvent } from '../webhooks/webhookEvents';
import { eventsOf } from '../webhooks/webhookEvents';
import type {
	Agent,
	Caller,
	CallSuccess,
	Conversation,
	ConversationStatus,
	ConversationSummary,
	PhoneCall,
	TranscriptItem,
} from '../schema/wireTypes';

/** What a host reveals about a conversation's phone call. */
export interface PhoneCallShown {
	/** `false` for one that hides the phone call's data for now. */
	known: boolean;
	/** `false` for an older one, which has no `call_result`. */
	result: boolean;
}

/** What a list includes only on request. */
export interface SummaryParts {
	summary: boolean;
	evaluationIds: readonly string[];
	dataIds: readonly string[];
}

const seconds = (ms: number) => Math.floor(ms / 1000);

interface Verdict {
	success: CallSuccess;
	title: string;
	summary: string;
}

/** The analysis of a call that connected. */
const verdicts: Partial<Record<PlacedCall['outcome'], Verdict>> = {
	answered: {
		success: 'success',
		title: 'A short call',
		summary: 'The agent said what it called for, and the user agreed.',
	},
	voicemail: {
		success: 'failure',
		title: 'Voicemail reached',
		summary: 'A voicemail greeting was played, and the agent ended the call.',
	},
};

/** The conversation of a placed call. It has no state: everything follows from the time of the request. */
export class PhoneConversation {
	readonly startSecs: number;

	readonly clientData: JsonObject;

	readonly userId: string | null;

	deleted = false;

	review: Review = {};

	/** Events that no webhook has received yet. */
	private untold: CallEvent[];

	/** Computed on first use. */
	private said?: TranscriptItem[];

	private timeline: CallTimeline;

	constructor(
		readonly call: PlacedCall,
		private readonly agent: Agent,
		readonly from: Caller,
		/** Counted from 0 in the order of dialing. */
		readonly position: number,
	) {
		const { conversation_initiation_client_data: data } = call.body;
		this.startSecs = seconds(call.time);
		this.clientData = isObject(data) ? data : {};
		this.userId = typeof this.clientData.user_id === 'string' ? this.clientData.user_id : null;
		this.timeline = timelineOf(call);
		this.untold = eventsOf(call, this.isRecorded);
	}

	/** @throws Error if it does not wait for the person's approval */
	approve(now: number): void {
		if (!this.waitsForApproval) {
			throw new Error(`${this.id} does not wait for approval`);
		}
		this.call.approvedAfter = now - this.call.time;
		this.timeline = timelineOf(this.call);
		this.untold = eventsOf(this.call, this.isRecorded);
	}

	get id(): string {
		return this.call.conversationId;
	}

	get variables(): JsonObject {
		const { dynamic_variables: variables } = this.clientData;
		return isObject(variables) ? variables : {};
	}

	status(now: number): ConversationStatus {
		return statusAfter(this.timeline, now - this.call.time);
	}

	/** Dialing, ringing or talking. */
	isLive(now: number): boolean {
		return now - this.call.time < this.timeline.endedAfter;
	}

	/** Whether its person has yet to allow it; then nothing rings. */
	get waitsForApproval(): boolean {
		return this.call.permission === 'asked' && this.call.approvedAfter === undefined;
	}

	callSuccessful(now: number): CallSuccess {
		const verdict = this.verdict(now);
		return (verdict && (successOf(this.evaluation(now)) ?? verdict.success)) ?? 'unknown';
	}

	/** The result of each of the agent's criteria; none before the analysis. */
	evaluation(now: number): Record<string, CallSuccess> {
		const verdict = this.verdict(now);
		return verdict ? evaluationOf(this.agent, verdict.success, this.review) : {};
	}

	/** What was collected in the call; nothing before the analysis. */
	data(now: number): Record<string, unknown> {
		return this.verdict(now)
			? dataOf(this.agent, this.call.outcome === 'answered', this.review)
			: {};
	}

	toolNames(now: number): string[] {
		return this.transcript(now).flatMap(({ tool_calls: tools }) =>
			(tools ?? []).map(({ tool_name: name }) => name),
		);
	}

	/** Nothing before the call is over. */
	transcript(now: number): TranscriptItem[] {
		if (this.isLive(now) || this.timeline.pickedUpAfter === undefined) return [];
		this.said ??= transcriptOf(this.call, this.agent);
		return this.said;
	}

	summary(now: number, wanted: SummaryParts, { known }: PhoneCallShown): ConversationSummary {
		const verdict = this.verdict(now);
		const evaluation = this.evaluation(now);
		const data = this.data(now);
		return {
			agent_id: this.call.agentId,
			branch_id: this.branchId,
			version_id: this.versionId,
			agent_name: this.agent.name,
			conversation_id: this.id,
			start_time_unix_secs: this.startSecs,
			call_duration_secs: this.durationSecs(now),
			message_count: this.transcript(now).length,
			status: this.status(now),
			termination_reason: this.terminationReason(now),
			call_successful: this.callSuccessful(now),
			call_success_score: null,
			...(wanted.summary && { transcript_summary: verdict?.summary ?? null }),
			call_summary_title: verdict?.title ?? null,
			main_language: this.mainLanguage(now),
			conversation_initiation_source: this.call.provider,
			tool_names: this.toolNames(now),
			direction: known ? 'outbound' : null,
			rating: this.review.rating ?? null,
			...(wanted.evaluationIds.length > 0 && {
				evaluation_criteria_results: Object.fromEntries(
					wanted.evaluationIds.flatMap((id) =>
						evaluation[id] ? [[id, { result: evaluation[id] }]] : [],
					),
				),
			}),
			...(wanted.dataIds.length > 0 && {
				data_collection_results: Object.fromEntries(
					wanted.dataIds.filter((id) => Object.hasOwn(data, id)).map((id) => [id, data[id]]),
				),
			}),
			tag_ids: this.review.tagIds ?? [],
		};
	}

	whole(now: number, shown: PhoneCallShown): Conversation {
		const hasAudio = this.hasAudio(now);
		const { environment } = this.clientData;
		return {
			agent_id: this.call.agentId,
			agent_name: this.agent.name,
			conversation_product: 'agents',
			conversation_id: this.id,
			status: this.status(now),
			user_id: this.userId,
			branch_id: this.branchId,
			version_id: this.versionId,
			environment: typeof environment === 'string' ? environment : null,
			metadata: this.metadata(now, shown),
			analysis: this.analysis(now),
			transcript: this.transcript(now),
			visited_agents: [],
			conversation_initiation_client_data: this.echo,
			has_audio: hasAudio,
			has_user_audio: hasAudio,
			has_response_audio: hasAudio,
			has_auxiliary_audio: false,
			tag_ids: this.review.tagIds ?? [],
			otlp_traces: null,
		};
	}

	hasAudio(now: number): boolean {
		return this.isRecorded && this.status(now) === 'done';
	}

	/** At least so big. */
	recording(minBytes: number): Buffer {
		return silentMp3(this.talkedSecs, minBytes);
	}

	/** What has happened by now, oldest first, each once. */
	takeEvents(now: number): CallEvent[] {
		const count = this.untold.findIndex(({ at }) => at > now);
		return this.untold.splice(0, count < 0 ? this.untold.length : count);
	}

	/** Whether a webhook can still receive events of this call. */
	get hasMoreEvents(): boolean {
		return this.untold.length > 0;
	}

	private get isRecorded(): boolean {
		return this.agent.platform_settings?.privacy?.record_voice !== false;
	}

	/** The data of the dial, unchanged. */
	private get echo(): JsonObject | null {
		const { conversation_initiation_client_data: data } = this.call.body;
		return isObject(data) ? data : null;
	}

	private get sourceVersion(): string | null {
		const { source_info: source } = this.clientData;
		return isObject(source) && typeof source.version === 'string' ? source.version : null;
	}

	get versionId(): string | null {
		return this.agent.version_id ?? null;
	}

	get branchId(): string | null {
		const { branch_id: branch } = this.clientData;
		return typeof branch === 'string' ? branch : (this.agent.branch_id ?? null);
	}

	private get talkedSecs(): number {
		const { pickedUpAfter, endedAfter } = this.timeline;
		return pickedUpAfter === undefined ? 0 : seconds(endedAfter - pickedUpAfter);
	}

	durationSecs(now: number): number {
		return this.isLive(now) ? 0 : this.talkedSecs;
	}

	terminationReason(now: number): string | null {
		return this.isLive(now) ? null : this.timeline.terminationReason;
	}

	mainLanguage(now: number): string | null {
		if (this.transcript(now).length === 0) return null;
		const override = this.clientData.conversation_config_override;
		const agent = isObject(override) && isObject(override.agent) ? override.agent : {};
		if (typeof agent.language === 'string') return agent.language;
		return this.agent.conversation_config.agent?.language ?? 'en';
	}

	private metadata(now: number, shown: PhoneCallShown): Conversation['metadata'] {
		const { pickedUpAfter = Infinity, ending, error } = this.timeline;
		const acceptedAt = this.call.time + pickedUpAfter;
		const isSettled = this.status(now) === ending;
		const cost = isSettled ? this.talkedSecs * creditsPerSecond : null;
		return {
			start_time_unix_secs: this.startSecs,
			accepted_time_unix_secs: now >= acceptedAt ? seconds(acceptedAt) : null,
			call_duration_secs: this.durationSecs(now),
			cost,
			charging:
				cost === null ? null : { is_burst: false, call_charge: cost, llm_charge: 0, llm_price: 0 },
			phone_call: shown.known ? this.phoneCall(now, shown.result) : null,
			batch_call: this.call.batchCall ?? null,
			whatsapp: shown.known ? this.whatsApp : null,
			sms: null,
			termination_reason: this.terminationReason(now),
			error: this.isLive(now) ? null : error,
			warnings: [],
			main_language: this.mainLanguage(now),
			timezone: null,
			text_only: false,
			features_usage: {
				voicemail_detection: {
					enabled: true,
					used: this.call.outcome === 'voicemail' && this.transcript(now).length > 0,
				},
			},
			feedback: feedbackIn(this.review),
			conversation_initiation_source: this.call.provider,
			conversation_initiation_source_version: this.sourceVersion,
		};
	}

	private phoneCall(now: number, withResult: boolean): PhoneCall | null {
		const { provider, callSid } = this.call;
		if (provider === 'whatsapp') return null;
		const common = {
			direction: 'outbound' as const,
			phone_number_id: this.call.phoneNumberId,
			agent_number: this.from.phone_number,
			external_number: this.call.number,
			call_sid: callSid,
			...(withResult && { call_result: this.isLive(now) ? null : this.timeline.callResult }),
		};
		if (provider === 'sip_trunk') {
			// SIP's own `Call-ID`, which isn't in the answer to a dial.
			const callId = `${callSid.replace('SCL_', '')}@sip.simulator.example`;
			return { type: 'sip_trunking', ...common, call_id: callId, sip_header_dynamic_variables: {} };
		}
		return { type: provider, ...common, stream_sid: `MZ${callSid.slice(-32)}` };
	}

	private get whatsApp(): Conversation['metadata']['whatsapp'] {
		const { provider, phoneNumberId, number } = this.call;
		return provider === 'whatsapp'
			? {
					direction: 'outbound',
					whatsapp_phone_number_id: phoneNumberId,
					whatsapp_user_id: number,
				}
			: null;
	}

	/** None before the analysis is done, and none for a call that did not connect. */
	private verdict(now: number): Verdict | undefined {
		return this.status(now) === 'done' ? verdicts[this.call.outcome] : undefined;
	}

	private analysis(now: number): Conversation['analysis'] {
		const verdict = this.verdict(now);
		if (!verdict) return null;
		const criteria = Object.entries(this.evaluation(now)).map(([id, result]) => ({
			criteria_id: id,
			result,
			rationale: `The transcript says that it is a ${result}.`,
		}));
		const collected = Object.entries(this.data(now)).map(([id, value]) => ({
			data_collection_id: id,
			value: value ?? null,
			json_schema: this.schemaOf(id),
			rationale: value === null ? 'Nothing was said about it.' : 'The user said so.',
		}));
		return {
			evaluation_criteria_results: Object.fromEntries(
				criteria.map((result) => [result.criteria_id, result]),
			),
			data_collection_results: Object.fromEntries(
				collected.map((result) => [result.data_collection_id, result]),
			),
			evaluation_criteria_results_list: criteria,
			data_collection_results_list: collected,
			call_successful: this.callSuccessful(now),
			call_success_score: null,
			transcript_summary: verdict.summary,
			call_summary_title: verdict.title,
		};
	}

	private schemaOf(id: string) {
		const property = this.agent.platform_settings?.data_collection?.[id];
		return property ? { type: property.type, description: property.description } : null;
	}
}
