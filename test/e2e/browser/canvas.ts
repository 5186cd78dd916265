import type { Locator } from 'playwright-core';
import type { Editor } from './editor';

/** The workflow. */
export class Canvas {
	constructor(private readonly editor: Editor) {}

	/** "Add first step…" of an empty workflow. */
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

	/** Opens the dialog that makes the workflow live, and confirms it. */
	async publish(): Promise<void> {
		const { page } = this.editor;
		await this.editor.click(page.getByTestId('workflow-open-publish-modal-button'));
		await this.editor.click(page.getByTestId('workflow-publish-button'));
	}
}
