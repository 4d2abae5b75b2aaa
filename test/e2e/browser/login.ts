import type { Page } from 'playwright-core';

import { OWNER } from '../../../sandbox/n8n/client';

/** Signs in as the owner and puts away n8n's own announcements. */
export async function logIn(page: Page, url: string): Promise<void> {
	await page.goto(url);
	await page.getByLabel('Email').fill(OWNER.email);
	await page.getByLabel('Password').fill(OWNER.password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL(/\/home\//);
	await page.addLocatorHandler(page.getByRole('button', { name: 'Got it' }), (button) =>
		button.click(),
	);
}
