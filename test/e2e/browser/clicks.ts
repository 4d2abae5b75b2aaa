import type { Page } from 'playwright-core';

/** How often a person presses the mouse on a page, whatever is hit. */
export class Clicks {
	count = 0;

	/** Counts from now on, and until the page is left for another address. */
	static async on(page: Page): Promise<Clicks> {
		const clicks = new Clicks();
		const name = `countClick${Math.random().toString(36).slice(2)}`;
		await page.exposeFunction(name, () => (clicks.count += 1));
		await page.evaluate((counter) => {
			const press = (window as unknown as Record<string, () => void>)[counter];
			document.addEventListener('pointerdown', () => press?.(), { capture: true });
		}, name);
		return clicks;
	}
}
