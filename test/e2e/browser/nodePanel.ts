import type { Locator } from 'playwright-core';
import type { Editor } from './editor';

/** An open node: input, parameters, output. Parameters are named by their labels. */
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

	/** What n8n says above the output. */
	get hints(): Locator {
		return this.output.getByTestId('node-hint');
	}

	get errorMessage(): Locator {
		return this.output.getByTestId('node-error-message');
	}

	get errorDescription(): Locator {
		return this.output.getByTestId('node-error-description');
	}

	/** A trigger that waits for an event. */
	get listening(): Locator {
		return this.root.getByTestId('trigger-listening');
	}

	parameter(label: string): Locator {
		const { page } = this.editor;
		return this.parameters
			.getByTestId('input-label')
			.filter({ has: page.locator('label').getByText(label, { exact: true }) });
	}

	field(label: string): Locator {
		return this.parameter(label).getByTestId('parameter-input').locator('input, textarea').first();
	}

	async fill(label: string, value: string): Promise<void> {
		await this.editor.click(this.field(label));
		await this.field(label).fill(value);
	}

	/** Opens a list that n8n gets from the server. */
	async openList(label: string): Promise<void> {
		await this.editor.click(this.parameter(label).getByTestId('rlc-input'));
		await this.listed.first().waitFor();
	}

	/** The entries of the open list. */
	get listed(): Locator {
		return this.editor.page.getByTestId('rlc-item').filter({ visible: true });
	}

	async searchList(typed: string): Promise<void> {
		await this.editor.page.getByTestId('rlc-search').filter({ visible: true }).fill(typed);
	}

	async chooseFromList(label: string, entry: string): Promise<void> {
		await this.openList(label);
		await this.editor.click(this.listed.filter({ hasText: entry }).first());
	}

	/** The agent's variables that have a field. */
	async variables(): Promise<string[]> {
		const fields = this.parameters.getByTestId('mapping-fields-container');
		const labels = await fields.getByTestId('input-label').locator('label').allInnerTexts();
		return labels.flatMap((label) => label.split('\n').slice(0, 1)).slice(1);
	}

	async getInput(): Promise<void> {
		await this.editor.click(this.input.getByTestId('execute-previous-node'));
		await this.input.getByTestId('run-data-schema-item').first().waitFor();
	}

	/** Drags a column of the input to a parameter. */
	async drag(column: string, label: string): Promise<void> {
		const { mouse } = this.editor.page;
		await this.input.locator(`[data-name="${column}"]`).first().hover();
		await mouse.down();
		const to = await this.field(label).boundingBox();
		if (!to) throw new Error(`'${label}' is not on the screen`);
		await mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 10 });
		await mouse.up();
	}

	/** "Execute step", which a trigger has twice. */
	async execute(): Promise<void> {
		await this.editor.click(this.root.getByTestId('node-execute-button'));
	}

	/** The output as a table, once the node has run. */
	async outputRows(): Promise<string[][]> {
		const rows = this.output.locator('table tbody tr');
		await rows.first().waitFor();
		const cells = async (row: Locator) => await row.locator('td').allInnerTexts();
		return await Promise.all((await rows.all()).map(cells));
	}

	async openCredentials(): Promise<void> {
		await this.editor.click(
			this.parameters.getByTestId('node-credentials-select').locator('input'),
		);
	}

	async close(): Promise<void> {
		await this.editor.page.keyboard.press('Escape');
		await this.root.waitFor({ state: 'hidden' });
	}
}
