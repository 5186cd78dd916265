import { ApiError, documentNotFound, invalidProviderConfig } from '../server/apiErrors';
import { requireBranch } from '../workspace/branches';
import { pageOf } from '../server/paging';
import type { JsonObject } from '../schema/pydantic';
import { integer, isObject, text } from '../schema/pydantic';
import { batchCallFields } from '../schema/requestBodies';
import type { Agent, Caller } from '../schema/wireTypes';
import type { Workspace } from '../workspace/workspace';
import {
	calledAgent,
	callingNumber,
	requireDialable,
	requireRetention,
	whatsAppCaller,
} from './callers';
import type { Endpoint, EndpointRequest, Platform } from './endpoint';
import { bodyOf, queryOf } from './endpoint';

/** A client's clock may be behind. */
const pastToleranceSecs = 60;

const invalidValue = (loc: Array<string | number>, message: string) =>
	new ApiError(422, [{ loc, msg: `Value error, ${message}`, type: 'value_error' }]);

const batchNotRunning = (id: string, what: string) =>
	new ApiError(400, {
		type: 'invalid_request',
		code: 'invalid_batch_call_status',
		message: `Batch call ${id} ${what}.`,
	});

/** Each recipient has the address that the batch calls, and no other. */
function checkRecipients(body: JsonObject, isWhatsApp: boolean): void {
	const [wanted, other] = isWhatsApp
		? ['whatsapp_user_id', 'phone_number']
		: ['phone_number', 'whatsapp_user_id'];
	for (const [index, recipient] of ((body.recipients ?? []) as JsonObject[]).entries()) {
		const loc = ['body', 'recipients', index];
		if (typeof recipient[wanted] !== 'string') throw invalidValue(loc, `${wanted} is required`);
		if (typeof recipient[other] === 'string') throw invalidValue(loc, `${other} is not allowed`);
	}
}

/** Checks what only the workspace can tell of a recipient. */
function checkBranches(workspace: Workspace, agent: Agent, body: JsonObject): void {
	if (typeof body.branch_id === 'string') requireBranch(workspace, agent, body.branch_id);
	for (const recipient of (body.recipients ?? []) as JsonObject[]) {
		const { conversation_initiation_client_data: data } = recipient;
		if (isObject(data) && typeof data.branch_id === 'string')
			requireBranch(workspace, agent, data.branch_id);
	}
}

function callerOf(workspace: Workspace, agent: Agent, body: JsonObject): Caller {
	const { whatsapp_params: whatsApp } = body;
	if (isObject(whatsApp)) {
		const { whatsapp_phone_number_id: id } = whatsApp;
		const accounts = [...workspace.whatsAppAccounts.values()];
		const account = accounts.find((one) =>
			typeof id === 'string'
				? one.phone_number_id === id
				: one.assigned_agent_id === agent.agent_id,
		);
		if (!account) throw documentNotFound(String(id));
		return whatsAppCaller(agent, account);
	}
	const number = callingNumber(workspace, body.agent_phone_number_id);
	if (number.provider === 'exotel') {
		throw invalidProviderConfig('Batch calls are not supported for exotel phone numbers.');
	}
	requireDialable(number);
	return number;
}

export const submitBatchCall: Endpoint = {
	method: 'POST',
	path: '/v1/convai/batch-calling/submit',
	scope: 'convai_write',
	answer({ recorded }, { workspace, batches, clock, settings }) {
		if (!settings().batchAgreementAccepted) {
			throw new ApiError(403, {
				type: 'authorization_error',
				code: 'batch_calling_agreement_required',
				message: 'Accept the terms for batch calling in the dashboard first.',
			});
		}
		const body = bodyOf(recorded, batchCallFields);
		const isWhatsApp = isObject(body.whatsapp_params);
		if (isWhatsApp === (typeof body.agent_phone_number_id === 'string')) {
			throw invalidValue(
				['body'],
				'exactly one of agent_phone_number_id and whatsapp_params must be provided',
			);
		}
		checkRecipients(body, isWhatsApp);
		const now = clock.now();
		const { scheduled_time_unix: scheduled } = body;
		if (typeof scheduled === 'number' && scheduled < now / 1000 - pastToleranceSecs) {
			throw invalidValue(['body', 'scheduled_time_unix'], 'must not be in the past');
		}
		const agent = calledAgent(workspace, body.agent_id, undefined);
		requireRetention(agent);
		checkBranches(workspace, agent, body);
		const from = callerOf(workspace, agent, body);
		const batch = batches.submit({ agent, from, body, requestId: recorded.id });
		batches.advance();
		return batch.summary(now);
	},
};

export const listBatchCalls: Endpoint = {
	method: 'GET',
	path: '/v1/convai/batch-calling/workspace',
	scope: 'convai_read',
	answer({ recorded }, { batches, clock }) {
		const query = queryOf(recorded, {
			limit: integer({ ge: 1, le: 100 }),
			last_doc: text(),
			agent_id: text(),
		});
		const now = clock.now();
		const found = batches
			.list()
			.filter(({ agentId }) => query.agent_id === undefined || agentId === query.agent_id);
		const { page, next } = pageOf(
			found,
			({ id }) => id,
			Number(query.limit ?? 100),
			query.last_doc,
			'last_doc',
		);
		return {
			batch_calls: page.map((batch) => batch.summary(now)),
			next_doc: next,
			has_more: next !== null,
		};
	},
};

function batchIn({ batches }: Platform, { id }: EndpointRequest) {
	const batch = batches.get(id);
	if (!batch) throw documentNotFound(id);
	return batch;
}

export const getBatchCall: Endpoint = {
	method: 'GET',
	path: '/v1/convai/batch-calling/{id}',
	scope: 'convai_read',
	answer: (request, platform) => batchIn(platform, request).details(platform.clock.now()),
};

export const cancelBatchCall: Endpoint = {
	method: 'POST',
	path: '/v1/convai/batch-calling/{id}/cancel',
	scope: 'convai_write',
	answer(request, platform) {
		const batch = batchIn(platform, request);
		const now = platform.clock.now();
		if (batch.summary(now).status === 'completed') {
			throw batchNotRunning(batch.id, 'is already completed');
		}
		batch.cancel(now);
		return batch.summary(now);
	},
};

export const retryBatchCall: Endpoint = {
	method: 'POST',
	path: '/v1/convai/batch-calling/{id}/retry',
	scope: 'convai_write',
	answer(request, platform) {
		const batch = batchIn(platform, request);
		if (batch.summary(platform.clock.now()).status !== 'completed') {
			throw batchNotRunning(batch.id, 'is not completed');
		}
		platform.batches.retry(batch);
		platform.batches.advance();
		return batch.summary(platform.clock.now());
	},
};

export const deleteBatchCall: Endpoint = {
	method: 'DELETE',
	path: '/v1/convai/batch-calling/{id}',
	scope: 'convai_write',
	answer(request, platform) {
		platform.batches.delete(batchIn(platform, request));
		return undefined;
	},
};
