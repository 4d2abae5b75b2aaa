import type { Page } from 'playwright-core';

import { testId } from './testId';

/** The chat beside the canvas, of a workflow that begins with one. */
export class Chat {
	private constructor(private readonly page: Page) {}

	static async open(page: Page): Promise<Chat> {
		await page.getByRole('button', { name: 'Open chat' }).last().click();
		await testId(page, 'chat-input').first().waitFor();
		return new Chat(page);
	}

	async say(message: string): Promise<void> {
		const input = testId(this.page, 'chat-input').first();
		const field = input
			.locator('textarea')
			.or(this.page.locator('textarea[data-test-id="chat-input"]'))
			.first();
		await field.fill(message);
		await field.press('Enter');
	}
}
