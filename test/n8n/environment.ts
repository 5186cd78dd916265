/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { N8nInstallation } from './install';

/** What n8n may see of this process's environment: the machine's settings, nothing of npm, Jest or another n8n. */
const INHERITED =
	/^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|https?_proxy|HTTPS?_PROXY|SSL_CERT_FILE|NODE_EXTRA_CA_CERTS|SystemRoot|SystemDrive|ComSpec|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA)$/;

export interface Owner {
	email: string;
	password: string;
}

export interface N8nSettings {
	userFolder: string;
	installation: N8nInstallation;
	port: number;
	brokerPort: number;
	owner: Owner;
	ownerPasswordHash: string;
}

/** A quiet n8n that contacts nobody, listens only on the loopback interface and has its owner set up. */
export function n8nEnvironment(settings: N8nSettings): NodeJS.ProcessEnv {
	const inherited = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => INHERITED.test(name)),
	);
	const { installation } = settings;
	const url = `http://127.0.0.1:${settings.port}`;
	return {
		...inherited,
		// n8n starts its task runner with the first `node` on the path.
		PATH: `${dirname(installation.node)}${delimiter}${process.env.PATH ?? ''}`,
		NO_PROXY: ['127.0.0.1', 'localhost', process.env.NO_PROXY ?? process.env.no_proxy ?? '']
			.filter(Boolean)
			.join(','),
		NODE_ENV: 'production',

		N8N_USER_FOLDER: settings.userFolder,
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(settings.port),
		N8N_RUNNERS_BROKER_PORT: String(settings.brokerPort),
		N8N_EDITOR_BASE_URL: url,
		N8N_WEBHOOK_URL: `${url}/`,
		N8N_SECURE_COOKIE: 'false',

		N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
		N8N_INSTANCE_OWNER_EMAIL: settings.owner.email,
		N8N_INSTANCE_OWNER_FIRST_NAME: 'Local',
		N8N_INSTANCE_OWNER_LAST_NAME: 'Owner',
		N8N_INSTANCE_OWNER_PASSWORD_HASH: settings.ownerPasswordHash,

		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		...(hasModule(installation, 'mcp-registry') && {
			// It fetches a catalog from n8n's servers at each start.
			N8N_DISABLED_MODULES: 'mcp-registry',
		}),
		// A busy machine is no defect: n8n refuses all requests while its database takes longer to answer.
		DB_PING_TIMEOUT_MS: '120000',
		// The line that says that the editor is up is at this level.
		N8N_LOG_LEVEL: 'info',
	};
}

/** n8n doesn't start if it is to disable a module that it doesn't have. */
const hasModule = ({ folder }: N8nInstallation, name: string) =>
	existsSync(join(folder, 'node_modules', 'n8n', 'dist', 'modules', name));
