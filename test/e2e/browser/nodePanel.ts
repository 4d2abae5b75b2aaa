import type { Locator, Page } from 'playwright-core';

import { waitFor } from '../../../sandbox/n8n/poll';
import { startedBy } from './canvas';
import { testId } from './testId';

/** n8n's expression editor hands on what was typed a moment later, and gives no sign of it. */
const UNTIL_TAKEN_IN_MS = 500;

/** The dialog with a node's parameters, its input and its output. */
export class NodePanel {
	readonly output: Locator;

	constructor(private readonly page: Page) {
		this.output = testId(page, 'output-panel');
	}

	get tabs(): Locator {
		return testId(this.page, 'tab-params');
	}

	get parameters(): Locator {
		return testId(this.page, 'node-credentials-slot')
			.or(testId(this.page, 'node-credentials-select'))
			.first();
	}

	/** Of the output: its title and how it is shown. */
	get header(): Locator {
		return testId(this.output, 'run-data-pane-header');
	}

	get hint(): Locator {
		return testId(this.output, 'node-hint').first();
	}

	get table(): Locator {
		return this.output.locator('table').first();
	}

	async chooseCredential(name: string): Promise<void> {
		await testId(this.page, 'node-credentials-select').click();
		await this.page.getByRole('option', { name }).first().click();
	}

	async choose(parameter: string, option: string): Promise<void> {
		await testId(this.page, `parameter-input-${parameter}`).click();
		await this.page.getByRole('option', { name: option }).first().click();
	}

	/** Chooses under Settings what happens when the node fails. */
	async chooseOnError(option: string): Promise<void> {
		await testId(this.page, 'tab-settings').click();
		await this.choose('onError', option);
		await this.tabs.click();
	}

	/** Adds one of the options, and to it what it consists of, e.g. `Only If` and `Amount Is`. */
	async addOption(...[name, ...parts]: string[]): Promise<void> {
		const adders = testId(this.page, 'collection-parameter-add');
		await adders.last().click();
		await this.page.getByRole('option', { name }).first().click();
		for (const part of parts) {
			await adders.nth(1).waitFor();
			await adders.first().click();
			await this.page.getByRole('option', { name: part }).first().click();
		}
	}

	/** Whether an option that is on or off is there and on. */
	async isOn(parameter: string): Promise<boolean> {
		const toggles = this.toggle(parameter);
		if ((await toggles.count()) === 0) return false;
		return (await toggles.getAttribute('aria-checked')) === 'true';
	}

	async switchOn(parameter: string): Promise<void> {
		await testId(this.page, `parameter-input-${parameter}`).locator('.el-switch').click();
		await waitFor(`${parameter} to be on`, async () => (await this.isOn(parameter)) || undefined);
	}

	private toggle(parameter: string): Locator {
		return testId(this.page, `parameter-input-${parameter}`).locator('[role="switch"]');
	}

	/** Adds one of the fields of a collection that is the first in the panel. */
	async addField(name: string): Promise<void> {
		await testId(this.page, 'collection-parameter-add').first().click();
		await this.page.getByRole('option', { name, exact: true }).click();
	}

	/** What the first collection in the panel offers to add, in its order; one of it is known. */
	async fieldsOffered(known: string): Promise<string[]> {
		await testId(this.page, 'collection-parameter-add').first().click();
		const one = this.page.getByRole('option', { name: known, exact: true });
		await one.waitFor();
		const names = await one.locator('xpath=..').getByRole('option').allInnerTexts();
		await this.page.keyboard.press('Escape');
		return names.map((name) => name.trim());
	}

	/** The yellow bars among the parameters. */
	get notices(): Locator {
		return this.page.locator('[data-test-id="parameter-item"] .notice, .parameter-notice, .notice');
	}

	/** The operations' descriptions that n8n cuts off in its dropdown. */
	async cutOffDescriptions(): Promise<string[]> {
		await testId(this.page, 'parameter-input-operation').click();
		const shown = this.page.locator('.option-description:visible');
		await shown.first().waitFor();
		const cutOff = await shown.evaluateAll((elements) =>
			elements
				.filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight)
				.map(({ textContent }) => textContent ?? ''),
		);
		await this.page.keyboard.press('Escape');
		return cutOff;
	}

	/** The output's columns as its table shows them. */
	async columns(): Promise<string[]> {
		const heads = await this.table.locator('thead th').allInnerTexts();
		return heads.map((head) => head.trim()).filter((head) => head !== '');
	}

	async fillNumber(parameter: string, value: number): Promise<void> {
		const input = testId(this.page, `parameter-input-${parameter}`).locator('input');
		await input.fill(String(value));
		await input.press('Tab');
	}

	/** Clicks into a text field and types. */
	async write(parameter: string, text: string): Promise<void> {
		await testId(this.page, `parameter-input-${parameter}`).locator('input').click();
		await this.page.keyboard.type(text);
	}

	/** Presses the button that adds an entry to a list of them. */
	async addEntry(button: string): Promise<void> {
		await this.page.getByRole('button', { name: button }).click();
	}

	picker(parameter: string): Picker {
		return new Picker(this.page, testId(this.page, `resource-locator-${parameter}`));
	}

	/**
	 * Presses "Execute step".
	 *
	 * @returns the execution's ID
	 */
	async execute(): Promise<string> {
		return await startedBy(this.page, async () => await this.pressExecute());
	}

	/** The same where the execution waits for something first, such as a form. */
	async pressExecute(): Promise<void> {
		await testId(this.page, 'node-execute-button').click();
	}

	/** What the output panel shows, once it shows this. */
	async outputWith(text: string | RegExp): Promise<string> {
		await this.output.getByText(text).first().waitFor();
		await this.showTable();
		return await this.output.innerText();
	}

	/** n8n keeps the way of showing that was chosen last, by a person or by itself. */
	private async showTable(): Promise<void> {
		const modes = testId(this.output, 'ndv-run-data-display-mode');
		const table = modes.getByText('Table', { exact: true });
		if (await table.isVisible()) await table.click();
	}

	async showBranch(name: string): Promise<void> {
		await this.output.getByText(name).click();
	}

	async close(): Promise<void> {
		await testId(this.page, 'ndv-close-button').click();
		await testId(this.page, 'ndv').waitFor({ state: 'hidden' });
	}
}

/** A resource locator. */
export class Picker {
	constructor(
		private readonly page: Page,
		private readonly locator: Locator,
	) {}

	/** Opens the list and waits for its first entry. */
	async open(): Promise<void> {
		await testId(this.locator, 'rlc-input').first().click();
		await this.items.first().waitFor();
	}

	/** As many entries as the open list shows without scrolling, to be cropped to. */
	get lastShown(): Locator {
		return this.items.nth(6);
	}

	get items(): Locator {
		return this.page.locator('[data-test-id="rlc-item"]:visible');
	}

	async search(text: string): Promise<void> {
		await this.page.locator('[data-test-id="rlc-search"]:visible').fill(text);
	}

	async waitForCount(count: number): Promise<void> {
		await waitFor(`${count} entries in the list`, async () =>
			(await this.items.count()) === count ? true : undefined,
		);
	}

	async pick(text: string): Promise<void> {
		await this.items.filter({ hasText: text }).first().click();
	}

	/** Scrolls to the end, upon which n8n asks for the next page. */
	async scrollToEnd(): Promise<void> {
		await this.items.last().scrollIntoViewIfNeeded();
	}

	async enterId(id: string): Promise<void> {
		await this.chooseMode('By ID');
		await this.input().fill(id);
	}

	async chooseMode(mode: string): Promise<void> {
		await testId(this.locator, 'rlc-mode-selector').click();
		await this.page.getByRole('option', { name: mode, exact: true }).click();
	}

	/** Clicks into the field and types an expression, whose brackets n8n closes by itself. */
	async writeExpression(code: string): Promise<void> {
		await this.input().click();
		await this.page.keyboard.type('=');
		await this.editor().waitFor();
		await this.page.keyboard.type(`{{${code}`);
		// It shows what comes of the expression once it has taken it in.
		await this.page.getByText('[Execute previous nodes for preview]').first().waitFor();
		await this.page.waitForTimeout(UNTIL_TAKEN_IN_MS);
	}

	async expression(): Promise<string> {
		return (await this.editor().innerText()).trim();
	}

	async value(): Promise<string> {
		return await this.input().inputValue();
	}

	private editor(): Locator {
		return this.locator.locator('.cm-content').first();
	}

	private input(): Locator {
		const inputs = 'input[data-test-id="rlc-input"], [data-test-id="rlc-input"] input';
		return this.locator.locator(inputs).first();
	}
}
