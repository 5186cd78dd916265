import type { Locator } from 'playwright-core';
import type { Editor } from './editor';

/** The window in which a credential is set up. */
export class CredentialDialog {
	constructor(private readonly editor: Editor) {}

	get root(): Locator {
		const { page } = this.editor;
		return page.getByRole('dialog').filter({ has: page.getByTestId('credential-edit-dialog') });
	}

	/** From the node's list of credentials. */
	async create(): Promise<void> {
		await this.editor.click(this.editor.page.getByTestId('node-credentials-select-item-new'));
		await this.root.waitFor();
	}

	private field(name: string): Locator {
		return this.root.getByTestId(`parameter-input-${name}`).locator('input');
	}

	async fill(name: string, value: string): Promise<void> {
		await this.editor.click(this.field(name));
		await this.field(name).fill(value);
	}

	async choose(name: string, option: string): Promise<void> {
		await this.editor.click(this.field(name));
		await this.editor.click(this.editor.page.getByRole('option', { name: option }));
	}

	/** n8n tests what it saves, and closes the window if that went well. */
	async save(): Promise<void> {
		await this.editor.click(this.root.getByTestId('credential-save-button'));
	}

	/** Shows why the test failed, for this time and all others. */
	async showDetails(): Promise<void> {
		await this.editor.click(this.root.getByText('More details'));
	}
}
