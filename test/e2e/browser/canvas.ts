import type { Locator } from 'playwright-core';
import type { Editor } from './editor';

/** Room for a whole workflow; the widest example becomes a little smaller. */
const WALL = { width: 2000, height: 1125 };

/** The workflow. */
export class Canvas {
	constructor(private readonly editor: Editor) {}

	/** What an empty workflow shows. */
	get firstStep(): Locator {
		return this.editor.page.getByTestId('canvas-plus-button');
	}

	get nodes(): Locator {
		return this.editor.page.getByTestId('canvas-node');
	}

	get stickyNotes(): Locator {
		return this.editor.page.getByTestId('sticky');
	}

	node(name: string): Locator {
		return this.editor.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	async addFirstStep(): Promise<void> {
		await this.editor.click(this.firstStep);
	}

	async open(name: string): Promise<void> {
		await this.node(name).dblclick();
		await this.editor.panel.root.waitFor();
	}

	async execute(): Promise<void> {
		await this.editor.click(this.editor.page.getByTestId('execute-workflow-button'));
	}

	/** The button that publishes a workflow and tells whether it is published. */
	get publication(): Locator {
		return this.editor.page.getByTestId('workflow-open-publish-modal-button');
	}

	async publish(): Promise<void> {
		await this.editor.click(this.publication);
		await this.editor.click(this.editor.page.getByTestId('workflow-publish-button'));
	}

	/** n8n explains what happens from now on. */
	async confirmPublication(): Promise<void> {
		await this.editor.click(this.editor.page.getByRole('button', { name: 'Got it' }));
	}

	/** Shows the whole workflow. */
	async show(): Promise<void> {
		const { page } = this.editor;
		await page.setViewportSize(WALL);
		await page.getByTestId('zoom-to-fit').dispatchEvent('click');
	}

	async everything(): Promise<Locator[]> {
		return [...(await this.nodes.all()), ...(await this.stickyNotes.all())];
	}

	/** The sticky notes whose text does not fit. */
	async cutOffNotes(): Promise<string[]> {
		const texts = await this.stickyNotes.locator('> div:first-child').all();
		const cutOff = await Promise.all(
			texts.map(async (text) =>
				(await text.evaluate((element) => element.scrollHeight > element.clientHeight))
					? await text.innerText()
					: '',
			),
		);
		return cutOff.filter((text) => text !== '');
	}
}
