import type { Page } from 'playwright-core';

import { startedBy } from './canvas';
import { testId } from './testId';

/** The chat beside the canvas, of a workflow that begins with one. */
export class Chat {
	private constructor(private readonly page: Page) {}

	static async open(page: Page): Promise<Chat> {
		await page.getByRole('button', { name: 'Open chat' }).last().click();
		await testId(page, 'chat-input').first().waitFor();
		return new Chat(page);
	}

	/**
	 * Sends a message.
	 *
	 * @returns the ID of the execution that it starts
	 */
	async say(message: string): Promise<string> {
		const input = testId(this.page, 'chat-input').first();
		const field = input
			.locator('textarea')
			.or(this.page.locator('textarea[data-test-id="chat-input"]'));
		await field.first().fill(message);
		return await startedBy(this.page, async () => await field.first().press('Enter'));
	}
}
