import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { Locator, Page } from 'playwright-core';

import { ROOT } from '../../../sandbox/n8n/runtime';

const FOLDER = join(ROOT, 'docs', 'images');
const MOST_BYTES = 200_000;

const NAMES = [
	'bulk-run',
	'credential-oauth2',
	'credential-webhook',
	'error-output',
	'node-picker',
] as const;

export type PictureName = (typeof NAMES)[number];

/** Messages and neighbouring nodes would cover what the picture is about. */
const COVERS = ['.el-notification', '.el-notification *', '[data-test-id="floating-nodes"] *'];
const STYLE = `${COVERS.join(', ')} { visibility: hidden !important; }`;

/**
 * Pictures of the editor for the README. They are taken when they are missing, or all of them
 * with `E2E_PICTURES=1`, so that an ordinary run leaves the repository as it is.
 */
export class Pictures {
	constructor(private readonly page: Page) {}

	static areWanted(names: readonly PictureName[] = NAMES): boolean {
		return process.env.E2E_PICTURES === '1' || !names.every((name) => existsSync(fileOf(name)));
	}

	/** Takes a picture, cropped to these elements, if it is wanted. */
	async take(name: PictureName, elements: Locator[], frame: Frame = {}): Promise<void> {
		if (!Pictures.areWanted([name])) return;
		mkdirSync(FOLDER, { recursive: true });
		const before = this.page.viewportSize();
		if (frame.window) await this.page.setViewportSize(frame.window);
		await this.page.mouse.move(0, 0);
		await this.page.screenshot({
			path: fileOf(name),
			clip: await cropTo(elements, frame),
			animations: 'disabled',
			caret: 'hide',
			style: STYLE,
		});
		if (before) await this.page.setViewportSize(before);
		const { size } = statSync(fileOf(name));
		if (size > MOST_BYTES) throw new Error(`The picture ${name} is too large: ${size} bytes`);
	}
}

/** How a picture is taken. */
export interface Frame {
	/** Size of the window, for dialogs that would scroll. */
	window?: { width: number; height: number };
	/** Nothing outside of this element is in the picture. */
	within?: Locator;
	margin?: number;
}

function fileOf(name: PictureName): string {
	return join(FOLDER, `${name}.png`);
}

interface Edges {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** The smallest rectangle that holds all elements, with a margin. */
async function cropTo(elements: readonly Locator[], { margin = 16, within }: Frame) {
	const all = await Promise.all(elements.map(edgesOf));
	const limit = within ? await edgesOf(within) : undefined;
	const left = Math.max(Math.min(...all.map((edge) => edge.left)) - margin, limit?.left ?? 0);
	const top = Math.max(Math.min(...all.map((edge) => edge.top)) - margin, limit?.top ?? 0);
	const right = Math.max(...all.map((edge) => edge.right)) + margin;
	const bottom = Math.max(...all.map((edge) => edge.bottom)) + margin;
	return {
		x: left,
		y: top,
		width: Math.min(right, limit?.right ?? right) - left,
		height: Math.min(bottom, limit?.bottom ?? bottom) - top,
	};
}

async function edgesOf(element: Locator): Promise<Edges> {
	const box = await element.boundingBox();
	if (!box) throw new Error('What should be in the picture is not visible');
	return { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
}
