import assert from 'node:assert/strict';

import type { Locator, Page } from 'playwright-core';

import { waitFor } from '../../../sandbox/n8n/poll';
import { testId } from './testId';

/** The dialog in which a credential is made and changed. */
export class CredentialDialog {
	readonly dialog: Locator;

	constructor(private readonly page: Page) {
		this.dialog = testId(page, 'editCredential-modal');
	}

	/** Opens the dialog for a new credential of the type that is found by these words. */
	async create(url: string, words: string): Promise<void> {
		await this.page.goto(`${url}/home/credentials`);
		// Without any credential the page has a button of its own.
		const empty = testId(this.page, 'empty-resources-list').getByRole('button').first();
		await testId(this.page, 'add-resource-credential').or(empty).first().click();
		const select = testId(this.page, 'new-credential-type-select');
		await select.click();
		await this.page.keyboard.type(words);
		await testId(this.page, 'new-credential-type-select-option').first().click();
		await testId(this.page, 'new-credential-type-button').click();
		await this.dialog.waitFor();
	}

	async open(url: string, id: string): Promise<void> {
		await this.page.goto(`${url}/home/credentials/${id}`);
		await this.dialog.waitFor();
		await this.field('grantType').waitFor();
	}

	/** What n8n calls it so far. */
	async name(): Promise<string> {
		return (await testId(this.page, 'credential-name').innerText()).split('\n')[0]?.trim() ?? '';
	}

	async rename(name: string): Promise<void> {
		await testId(this.page, 'credential-name').click();
		await this.page.keyboard.press('ControlOrMeta+A');
		await this.page.keyboard.type(name);
		await this.page.keyboard.press('Enter');
	}

	/** Waits until the dialog has these fields, in this order, and no others. */
	async waitForLabels(...expected: string[]): Promise<void> {
		let shown: string[] = [];
		await waitFor('the fields of the credential', async () => {
			shown = await this.labels();
			return shown.join() === expected.join() || undefined;
		}).catch(() => assert.deepEqual(shown, expected));
	}

	/** Labels of the fields, in their order. */
	private async labels(): Promise<string[]> {
		const labels = await testId(this.dialog, 'credential-connection-parameter')
			.locator('label')
			.allInnerTexts();
		return labels.map(
			(label) =>
				label
					.split('\n')[0]
					?.replace(/\s*\*$/, '')
					.trim() ?? '',
		);
	}

	input(name: string): Locator {
		return this.field(name).locator('input');
	}

	async fill(name: string, value: string): Promise<void> {
		await this.input(name).fill(value);
	}

	async chooseMethod(method: string): Promise<void> {
		await this.field('grantType').click();
		await this.page.getByRole('option', { name: method }).click();
	}

	/** Saves, upon which n8n tests the connection. */
	async save(): Promise<void> {
		await testId(this.page, 'credential-save-button')
			.getByRole('button')
			.or(testId(this.page, 'credential-save-button'))
			.first()
			.click();
	}

	/** What the banner says, with its details. */
	async complaint(): Promise<string> {
		await this.dialog.getByText('Couldn’t connect with these settings').waitFor();
		await this.dialog.getByText('More details').click();
		return await this.dialog.innerText();
	}

	async waitForText(text: string): Promise<void> {
		await this.dialog.getByText(text).first().waitFor();
	}

	/** Presses Connect, waits until the popup has come back from the portal. */
	async connect(): Promise<void> {
		const [popup] = await Promise.all([
			this.page.waitForEvent('popup'),
			testId(this.page, 'quick-connect-button').click(),
		]);
		if (!popup.isClosed()) await popup.waitForEvent('close');
		await this.waitForText('Account connected');
	}

	/** From the title to this field, to be cropped to. */
	partUntil(name: string): Locator[] {
		const buttons = testId(this.page, 'credential-save-button');
		return [testId(this.page, 'credential-name'), buttons, this.menu(), this.field(name)];
	}

	private menu(): Locator {
		return testId(this.dialog, 'menu-item').first();
	}

	private field(name: string): Locator {
		return testId(this.dialog, `parameter-input-${name}`);
	}
}
