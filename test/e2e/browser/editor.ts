import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { N8nInstance } from '../../n8n/instance';
import { Canvas } from './canvas';
import { CredentialDialog } from './credentialDialog';
import { NodeCreator } from './nodeCreator';
import { NodePanel } from './nodePanel';

const SIZE = { width: 1440, height: 900 };
/** For an event that never comes; n8n's first page takes the longest. */
const PATIENCE_MS = 30_000;

/** n8n's editor in a browser, as the owner of the n8n sees it. */
export class Editor {
	/** What a person clicked since a workflow was opened. Typing, the Tab key and scrolling don't count. */
	clicks = 0;

	readonly canvas = new Canvas(this);

	readonly creator = new NodeCreator(this);

	readonly panel = new NodePanel(this);

	readonly credential = new CredentialDialog(this);

	constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	async click(target: Locator): Promise<void> {
		await target.click();
		this.clicks += 1;
	}

	async openNewWorkflow(): Promise<void> {
		await this.goTo('/workflow/new');
		await this.canvas.firstStep.waitFor();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.goTo(`/workflow/${id}`);
		await this.page.locator(`.vue-flow [data-id^="${id}"]`).first().waitFor();
	}

	/** Loads the editor, or lets the one that is loaded go there. */
	private async goTo(path: string): Promise<void> {
		this.clicks = 0;
		await this.page.setViewportSize(SIZE);
		if (this.page.url().startsWith(this.url)) {
			await this.page.evaluate(follow, path);
		} else {
			await this.page.goto(this.url + path, { waitUntil: 'commit' });
		}
	}

	/** What n8n says in the corner, once it does. */
	async toast(): Promise<string> {
		return await this.page.getByRole('alert').last().innerText();
	}
}

/** In the page: like a link that the editor handles itself. */
function follow(path: string): void {
	history.pushState({ ...history.state }, '', path);
	dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
}

/** Opens tabs of the editor, signed in. */
export async function signedIn(
	browser: Browser,
	{ url, cookie }: N8nInstance,
): Promise<BrowserContext> {
	const context = await browser.newContext({
		viewport: SIZE,
		colorScheme: 'light',
		reducedMotion: 'reduce',
		locale: 'en-US',
	});
	context.setDefaultTimeout(PATIENCE_MS);
	const [name = '', value = ''] = cookie.split('=');
	await context.addCookies([{ name, value, url }]);
	return context;
}
