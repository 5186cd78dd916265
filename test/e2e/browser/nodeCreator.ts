import type { Locator } from 'playwright-core';
import type { Editor } from './editor';

/** The panel in which a user looks for a node and chooses what it should do. */
export class NodeCreator {
	constructor(private readonly editor: Editor) {}

	get root(): Locator {
		return this.editor.page.getByTestId('node-creator');
	}

	/** A node or an action in the list. */
	entry(name: string): Locator {
		return this.root
			.getByTestId('node-creator-item-name')
			.getByText(name, { exact: true })
			.filter({ visible: true });
	}

	async search(text: string): Promise<void> {
		await this.root.getByTestId('node-creator-search-bar').fill(text);
	}

	async choose(name: string): Promise<void> {
		await this.editor.click(this.entry(name).first());
	}

	/** Opens a closed group, such as "Actions". */
	async open(category: string): Promise<void> {
		await this.editor.click(
			this.root.getByTestId('node-creator-category-item').filter({ hasText: category }),
		);
	}
}
