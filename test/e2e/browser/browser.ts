import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

import { PATIENCE_MS } from '../../../sandbox/n8n/poll';

const CHROMIUM = '/usr/bin/chromium';

/** Nothing of the browser may call out or depend on the machine's graphics. */
const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	// n8n opens forms some seconds after the click; a slow machine's browser would hold them back.
	'--disable-popup-blocking',
];

/** Starts Debian's chromium, without a window. */
export async function openBrowser(): Promise<Browser> {
	return await chromium.launch({
		executablePath: CHROMIUM,
		args: FLAGS,
		// Playwright would end this process before n8n is stopped.
		handleSIGINT: false,
		handleSIGTERM: false,
	});
}

/**
 * A fresh profile: light theme, English.
 *
 * @param isSharp for pictures; drawing takes four times as long
 */
export async function newProfile(browser: Browser, isSharp: boolean): Promise<BrowserContext> {
	const profile = await browser.newContext({
		viewport: { width: 1440, height: 900 },
		deviceScaleFactor: isSharp ? 2 : 1,
		colorScheme: 'light',
		locale: 'en-US',
		timezoneId: 'Europe/Berlin',
	});
	profile.setDefaultTimeout(PATIENCE_MS);
	// A fast hand could press Execute before the editor has taken in what was typed last; this is
	// n8n's own switch for tests.
	await profile.addInitScript(() => sessionStorage.setItem('N8N_DEBOUNCE_MULTIPLIER', '0'));
	return profile;
}

/** Everything that a person can read on the page. */
export async function pageText(page: Page): Promise<string> {
	return await page.locator('body').innerText();
}
