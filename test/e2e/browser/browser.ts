import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

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
];

/** Starts Debian's chromium, without a window. */
export async function openBrowser(): Promise<Browser> {
	return await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** A fresh profile: light theme, English, sharp enough for pictures. */
export async function newProfile(browser: Browser): Promise<BrowserContext> {
	const profile = await browser.newContext({
		viewport: { width: 1440, height: 900 },
		deviceScaleFactor: 2,
		colorScheme: 'light',
		locale: 'en-US',
		timezoneId: 'Europe/Berlin',
	});
	profile.setDefaultTimeout(15_000);
	return profile;
}

/** Everything that a person can read on the page. */
export async function pageText(page: Page): Promise<string> {
	return await page.locator('body').innerText();
}
