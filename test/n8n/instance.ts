/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
	IDataObject,
	INodeCredentials,
	INodeListSearchResult,
	INodeParameters,
	IWorkflowBase,
	ResourceMapperFields,
} from 'n8n-workflow';
import { n8nEnvironment, type Owner } from './environment';
import { hasEnded, readExecution, type ExecutionResult, type StoredExecution } from './execution';
import { freePort } from './freePort';
import { ensureN8n, type N8nInstallation } from './install';
import { startN8nProcess } from './n8nProcess';
import { onEnd } from './ownedProcesses';
import { unpackIntoN8n } from './packTarball';
import { runCommand } from './runCommand';
import { RestError, signIn, type Session } from './session';

export interface CredentialToImport {
	id: string;
	name: string;
	type: string;
	data: IDataObject;
}

/** A workflow as it is exported from the editor. */
export type WorkflowFile = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections'> &
	Partial<Pick<IWorkflowBase, 'id' | 'settings' | 'pinData'>>;

export interface StartOptions {
	/** From `ensureN8n()`, which is called when this is left out. */
	installation?: N8nInstallation;
	/** Packed community packages to have installed, from `packTarball()`. */
	tarballs?: string[];
	credentials?: CredentialToImport[];
	workflows?: WorkflowFile[];
	/** Kept when n8n stops, so another instance can continue with it. Left out: a fresh one, removed at the end. */
	userFolder?: string;
	/** The port to use if it is free. */
	preferredPort?: number;
	env?: Record<string, string>;
	log?: (line: string) => void;
}

export interface DynamicParameterRequest {
	nodeType: string;
	/** 1 when left out. */
	typeVersion?: number;
	/** The parameter's path, such as `parameters.agentId`. */
	path: string;
	methodName: string;
	currentNodeParameters?: INodeParameters;
	credentials?: INodeCredentials;
}

export interface ListSearchRequest extends DynamicParameterRequest {
	filter?: string;
	paginationToken?: string;
}

export interface RunOptions {
	/** Which trigger to start from; the workflow's Manual Trigger when left out. */
	trigger?: string;
	/** Follow an execution that waits until it ends, instead of returning it with the status `waiting`. */
	throughWaiting?: boolean;
	timeoutMs?: number;
}

export interface N8nInstance {
	url: string;
	port: number;
	pid: number;
	userFolder: string;
	owner: Owner;
	cookie: string;
	installation: N8nInstallation;
	rest: Session['rest'];
	/** What "Save" shows in the credential's dialog. */
	testCredential(
		credential: CredentialToImport,
	): Promise<{ status: 'OK' | 'Error'; message: string }>;
	listSearch(request: ListSearchRequest): Promise<INodeListSearchResult>;
	resourceMapperFields(request: DynamicParameterRequest): Promise<ResourceMapperFields>;
	/** Creates the workflow, or replaces the one with its ID. Returns its ID. */
	saveWorkflow(workflow: WorkflowFile): Promise<string>;
	/** Publishes a workflow, which registers its triggers. */
	activateWorkflow(id: string): Promise<void>;
	deactivateWorkflow(id: string): Promise<void>;
	/** "Execute workflow": runs a saved workflow by its ID, or saves the one given and runs it. */
	runWorkflow(workflow: string | WorkflowFile, options?: RunOptions): Promise<ExecutionResult>;
	/** Like `runWorkflow`, but returns the execution's ID as soon as it has started. */
	startWorkflow(workflow: string | WorkflowFile, options?: RunOptions): Promise<string>;
	waitForExecution(id: string, options?: RunOptions): Promise<ExecutionResult>;
	/** What n8n printed, for error messages. */
	log(): string;
	stop(): Promise<void>;
	kill(): Promise<void>;
}

interface Publication {
	status: 'in_progress' | 'published' | 'partial' | 'failed' | 'not_published';
	triggers: Array<{ errorMessage: string | null }>;
}

const PUBLICATION_MS = 30_000;
const MANUAL_TRIGGER = 'n8n-nodes-base.manualTrigger';
const RUN_MS = 120_000;

/** Starts a real n8n with an owner, the packages, credentials and workflows given. */
export async function startN8n(options: StartOptions = {}): Promise<N8nInstance> {
	const installation = options.installation ?? (await ensureN8n({ log: options.log }));
	// The real path: n8n's hot reload compares it with those of loaded modules, and macOS links its temporary folder.
	const userFolder =
		options.userFolder ?? realpathSync(mkdtempSync(join(tmpdir(), 'n8n-elevenlabs-calls-')));
	const removeUserFolder = () => {
		if (!options.userFolder) rmSync(userFolder, { recursive: true, force: true, maxRetries: 5 });
	};
	const forgetUserFolder = onEnd(removeUserFolder);
	const end = () => {
		forgetUserFolder();
		removeUserFolder();
	};
	try {
		return await startIn(userFolder, installation, options, end);
	} catch (error) {
		end();
		throw error;
	}
}

async function startIn(
	userFolder: string,
	installation: N8nInstallation,
	options: StartOptions,
	end: () => void,
): Promise<N8nInstance> {
	const owner: Owner = {
		email: 'owner@example.com',
		password: `Local-${randomBytes(6).toString('hex')}1`,
	};
	const port = await freePort(options.preferredPort);
	const url = `http://127.0.0.1:${port}`;
	const env = {
		...n8nEnvironment({
			userFolder,
			installation,
			port,
			brokerPort: await freePort(),
			owner,
			ownerPasswordHash: bcrypt(installation, owner.password),
		}),
		...options.env,
	};

	for (const tarball of options.tarballs ?? []) await unpackIntoN8n(tarball, userFolder);
	if (options.credentials?.length) {
		await importCredentials(options.credentials, userFolder, installation, env);
	}
	const n8n = await startN8nProcess(installation, 'start', url, env);
	try {
		const session = await signIn(url, owner);
		const editor = editorOf(session);
		for (const workflow of options.workflows ?? []) await editor.saveWorkflow(workflow);
		return {
			url,
			port,
			pid: n8n.pid,
			userFolder,
			owner,
			installation,
			...session,
			...editor,
			log: n8n.log,
			async stop() {
				await n8n.stop();
				end();
			},
			async kill() {
				await n8n.kill();
				end();
			},
		};
	} catch (error) {
		await n8n.kill();
		throw new Error(`${(error as Error).message}\nn8n printed:\n${n8n.log()}`);
	}
}

function bcrypt({ folder }: N8nInstallation, password: string): string {
	const { hashSync } = createRequire(join(folder, 'package.json'))('bcryptjs') as {
		hashSync(text: string, rounds: number): string;
	};
	return hashSync(password, 10);
}

/** The command line is the only way to give a credential an ID. It encrypts the data with the user folder's key. */
async function importCredentials(
	credentials: CredentialToImport[],
	userFolder: string,
	{ node, n8n }: N8nInstallation,
	env: NodeJS.ProcessEnv,
) {
	const file = join(userFolder, 'credentials.json');
	writeFileSync(file, JSON.stringify(credentials), { mode: 0o600 });
	try {
		const args = [n8n, 'import:credentials', `--input=${file}`];
		const printed = await runCommand({ doing: 'importing credentials', file: node, args, env });
		// Its exit code is 0 even if it failed.
		if (!printed.includes('Successfully imported')) {
			throw new Error(`n8n did not import the credentials:\n${printed}`);
		}
	} finally {
		rmSync(file, { force: true });
	}
}

/** What a user does in the editor, with the same requests. */
function editorOf({ rest }: Session) {
	const dynamicParameter = <T>(
		kind: string,
		{ nodeType, typeVersion = 1, currentNodeParameters = {}, ...rest_ }: DynamicParameterRequest,
	) =>
		rest<T>('POST', `/rest/dynamic-node-parameters/${kind}`, {
			...rest_,
			currentNodeParameters,
			nodeTypeAndVersion: { name: nodeType, version: typeVersion },
		});

	async function saveWorkflow(workflow: WorkflowFile): Promise<string> {
		const { id, name, nodes, connections, settings = {}, pinData } = workflow;
		const content = { name, nodes, connections, settings, pinData };
		if (id && (await workflowExists(id))) {
			await rest('PATCH', `/rest/workflows/${id}?forceSave=true`, content);
			return id;
		}
		// Older n8n wants to be told that it isn't published yet.
		const created = { id, active: false, ...content };
		const saved = await rest<{ id: string }>('POST', '/rest/workflows', created);
		return saved.id;
	}

	async function workflowExists(id: string): Promise<boolean> {
		const workflows = await rest<Array<{ id: string }>>('GET', '/rest/workflows');
		return workflows.some((workflow) => workflow.id === id);
	}

	/** The status of older n8n, which answers only once it has registered or removed the triggers. */
	async function publicationOf(id: string, wanted: Publication['status']): Promise<Publication> {
		try {
			return await rest<Publication>('GET', `/rest/workflows/${id}/publication-status`);
		} catch (error) {
			if (error instanceof RestError && error.status === 404) {
				return { status: wanted, triggers: [] };
			}
			throw error;
		}
	}

	/** n8n answers at once, and registers or removes the triggers in the background. */
	async function waitForPublication(id: string, wanted: Publication['status']): Promise<void> {
		for (const deadline = Date.now() + PUBLICATION_MS; ; await sleep(100)) {
			const { status, triggers } = await publicationOf(id, wanted);
			if (status === wanted) return;
			if (status === 'failed' || status === 'partial' || Date.now() > deadline) {
				const reasons = triggers.map(({ errorMessage }) => errorMessage).filter(Boolean);
				throw new Error(`Workflow ${id} is ${status}, not ${wanted}: ${reasons.join('; ')}`);
			}
		}
	}

	async function startWorkflow(
		workflow: string | WorkflowFile,
		{ trigger }: RunOptions = {},
	): Promise<string> {
		const id = typeof workflow === 'string' ? workflow : await saveWorkflow(workflow);
		const workflowData = await rest<WorkflowFile>('GET', `/rest/workflows/${id}`);
		const name = trigger ?? workflowData.nodes.find(({ type }) => type === MANUAL_TRIGGER)?.name;
		if (!name) throw new Error(`Workflow ${id} has no Manual Trigger; say which trigger to start`);
		const { executionId } = await rest<{ executionId: string }>(
			'POST',
			`/rest/workflows/${id}/run`,
			// Older n8n runs what it is sent, newer n8n what it has saved.
			{ triggerToStartFrom: { name }, workflowData },
		);
		return executionId;
	}

	async function waitForExecution(
		id: string,
		{ throughWaiting = false, timeoutMs = RUN_MS }: RunOptions = {},
	): Promise<ExecutionResult> {
		const deadline = Date.now() + timeoutMs;
		for (let pause = 25; ; pause = Math.min(pause * 1.5, 500)) {
			const stored = await rest<StoredExecution>('GET', `/rest/executions/${id}`);
			if (hasEnded(stored, throughWaiting)) return readExecution(stored);
			if (Date.now() > deadline) {
				throw new Error(`Execution ${id} is still ${stored.status} after ${timeoutMs / 1000} s`);
			}
			await sleep(pause);
		}
	}

	return {
		testCredential: async (credential: CredentialToImport) =>
			await rest<{ status: 'OK' | 'Error'; message: string }>('POST', '/rest/credentials/test', {
				credentials: credential,
			}),
		listSearch: async (request: ListSearchRequest) =>
			await dynamicParameter<INodeListSearchResult>('resource-locator-results', request),
		resourceMapperFields: async (request: DynamicParameterRequest) =>
			await dynamicParameter<ResourceMapperFields>('resource-mapper-fields', request),
		saveWorkflow,
		async activateWorkflow(id: string) {
			const { versionId } = await rest<{ versionId: string }>('GET', `/rest/workflows/${id}`);
			await rest('POST', `/rest/workflows/${id}/activate`, { versionId });
			await waitForPublication(id, 'published');
		},
		async deactivateWorkflow(id: string) {
			await rest('POST', `/rest/workflows/${id}/deactivate`, {});
			await waitForPublication(id, 'not_published');
		},
		startWorkflow,
		waitForExecution,
		runWorkflow: async (workflow: string | WorkflowFile, options?: RunOptions) =>
			await waitForExecution(await startWorkflow(workflow, options), options),
	};
}
