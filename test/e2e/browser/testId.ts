import type { Locator, Page } from 'playwright-core';

/** The element that n8n itself marked for tests. */
export function testId(within: Page | Locator, id: string): Locator {
	return within.locator(`[data-test-id="${id}"]`);
}
