import type { Locator } from 'playwright-core';
import type { Editor } from './editor';

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
}
