import type { Locator } from 'playwright-core';
import type { Editor } from './editor';

/** An open node: input, parameters, output. */
export class NodePanel {
	constructor(private readonly editor: Editor) {}

	get root(): Locator {
		return this.editor.page.getByTestId('ndv');
	}

	get input(): Locator {
		return this.root.getByTestId('ndv-input-panel');
	}

	get output(): Locator {
		return this.root.getByTestId('output-panel');
	}

	get parameters(): Locator {
		return this.root.getByTestId('node-parameters');
	}

	/** What the output panel says above the output. */
	get hints(): Locator {
		return this.output.getByTestId('node-hint');
	}

	get errorMessage(): Locator {
		return this.output.getByTestId('node-error-message');
	}

	get errorDescription(): Locator {
		return this.output.getByTestId('node-error-description');
	}

	parameter(name: string): Locator {
		return this.parameters.getByTestId(`parameter-input-${name}`);
	}

	async fill(name: string, value: string): Promise<void> {
		const field = this.parameter(name).locator('input, textarea');
		await this.editor.click(field);
		await field.fill(value);
	}

	/** Chooses from a list that n8n searches on the server. */
	async chooseFromList(name: string, option: string, typed?: string): Promise<void> {
		await this.openList(name);
		if (typed !== undefined) await this.searchList(typed);
		await this.editor.click(this.listed.filter({ hasText: option }).first());
	}

	async openList(name: string): Promise<void> {
		await this.editor.click(
			this.parameters.getByTestId(`resource-locator-${name}`).getByTestId('rlc-input'),
		);
	}

	async searchList(typed: string): Promise<void> {
		await this.editor.page.getByTestId('rlc-search').fill(typed);
	}

	/** The entries of the list that is open. */
	get listed(): Locator {
		return this.editor.page.getByTestId('rlc-item');
	}

	/** Drags a column of the input to a parameter. */
	async drag(column: string, name: string): Promise<void> {
		const { mouse } = this.editor.page;
		const from = this.input
			.getByTestId('run-data-schema-item')
			.filter({ hasText: new RegExp(`^${column}`) })
			.first();
		await from.hover();
		await mouse.down();
		const to = await this.parameter(name).boundingBox();
		if (!to) throw new Error(`The parameter ${name} is not on the screen`);
		await mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 10 });
		await mouse.up();
	}

	async execute(): Promise<void> {
		await this.editor.click(this.root.getByTestId('node-execute-button'));
	}

	async close(): Promise<void> {
		await this.editor.page.keyboard.press('Escape');
		await this.root.waitFor({ state: 'hidden' });
	}
}
