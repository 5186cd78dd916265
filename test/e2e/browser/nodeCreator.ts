import type { Locator } from 'playwright-core';
import type { Editor } from './editor';

/** The panel in which a user looks for a node and chooses what it should do. */
export class NodeCreator {
	constructor(private readonly editor: Editor) {}

	get root(): Locator {
		return this.editor.page.getByTestId('node-creator');
	}

	/** Nodes or actions, as listed. */
	get names(): Locator {
		return this.root.getByTestId('node-creator-item-name');
	}

	async search(text: string): Promise<void> {
		await this.root.getByTestId('node-creator-search-bar').fill(text);
	}

	async choose(name: string): Promise<void> {
		await this.editor.click(this.names.getByText(name, { exact: true }).first());
	}
}
