import type { Locator } from 'playwright-core';
import type { Editor } from './editor';

/** The dialog of a credential. */
export class CredentialDialog {
	constructor(private readonly editor: Editor) {}

	get root(): Locator {
		return this.editor.page.getByTestId('credential-edit-dialog');
	}

	field(name: string): Locator {
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

	/** n8n tests a credential when it saves it. */
	async save(): Promise<void> {
		await this.editor.click(this.root.getByTestId('credential-save-button'));
	}

	async close(): Promise<void> {
		await this.editor.click(this.root.getByRole('button', { name: 'Close' }).first());
		await this.root.waitFor({ state: 'hidden' });
	}
}
