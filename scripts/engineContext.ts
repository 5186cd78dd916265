import { ExecutionLifecycleHooks } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	ICredentialType,
	IHttpRequestOptions,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

/** What n8n's server gives its engine for a manual execution, reduced to one credential with these values. */
export function engineContext(
	type: ICredentialType,
	values: ICredentialDataDecryptedObject,
): IWorkflowExecuteAdditionalData {
	const credentialsHelper: Partial<ICredentialsHelper> = {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		getCredentialsProperties: () => type.properties,
		getDecrypted: async () => structuredClone(values),
		preAuthentication: async () => undefined,
		runPreAuthentication: async () => undefined,
		async authenticate(credentials, _typeName, options) {
			const { authenticate } = type;
			if (typeof authenticate !== 'function') throw new Error(`${type.name} has no authenticate()`);
			return await authenticate(credentials, options as IHttpRequestOptions);
		},
	};
	const hooks = new ExecutionLifecycleHooks('manual', '1', {
		id: 'example',
		name: 'Example',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(0),
		updatedAt: new Date(0),
		nodes: [],
		connections: {},
	});
	return {
		credentialsHelper,
		hooks,
		executionId: '1',
		currentNodeExecutionIndex: 0,
		variables: {},
		restApiUrl: '',
		instanceBaseUrl: '',
		formBaseUrl: '',
		formTestBaseUrl: '',
		webhookBaseUrl: '',
		webhookTestBaseUrl: '',
		// The engine builds URLs from these two for every node, whether it waits or not.
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		logAiEvent: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;
}
