import type { Locator, Page } from 'playwright-core';

import { testId } from './testId';

/** The canvas with a workflow, and the node panel beside it. */
export class Canvas {
	constructor(private readonly page: Page) {}

	async newWorkflow(url: string): Promise<void> {
		await this.page.goto(`${url}/workflow/new`);
		await testId(this.page, 'canvas-plus-button').click();
	}

	async open(url: string, workflowId: string): Promise<void> {
		await this.page.goto(`${url}/workflow/${workflowId}`);
		await this.node().first().waitFor();
	}

	/** Names that the node panel lists for these words. */
	async search(words: string): Promise<string[]> {
		const bar = testId(this.page, 'node-creator-search-bar');
		const found = testId(this.page, 'node-creator-item-name');
		const ours = found.filter({ hasText: 'Bitrix24' });
		// What was found for other words has to be gone first; n8n searches with a delay.
		await bar.fill('');
		await ours.first().waitFor({ state: 'hidden' });
		await bar.fill(words);
		await ours.first().waitFor();
		return await found.allInnerTexts();
	}

	/** Chooses one of the {@link actions}; n8n puts a manual trigger before it and opens the node. */
	async addAction(action: string): Promise<void> {
		await testId(this.page, 'item-iterator-item').getByText(action, { exact: true }).click();
		await testId(this.page, 'ndv').waitFor();
	}

	/** Chooses the node in the node panel, which then lists what it can do. */
	async actions(node: string): Promise<string[]> {
		const items = testId(this.page, 'item-iterator-item');
		await items.filter({ hasText: node }).first().click();
		await items.getByText('Mark payment as paid and book money', { exact: true }).waitFor();
		return await items.allInnerTexts();
	}

	/** Opens the node panel behind the node that was added last, with n8n's key for it. */
	async openCreatorByKeys(): Promise<void> {
		await this.page.keyboard.press('Tab');
		await testId(this.page, 'node-creator-search-bar').waitFor();
	}

	/** Types into the node panel and takes this entry, which has to come first, with Enter. */
	async addByKeys(words: string, entry: string): Promise<void> {
		const items = testId(this.page, 'item-iterator-item');
		await testId(this.page, 'node-creator-search-bar').waitFor();
		await this.page.keyboard.type(words);
		await items.first().filter({ hasText: entry }).waitFor();
		await this.page.keyboard.press('Enter');
	}

	/** The same for what the node can do, upon which n8n opens it. */
	async chooseByKeys(words: string, action: string): Promise<void> {
		await testId(this.page, 'item-iterator-item').getByText(action, { exact: true }).waitFor();
		await this.addByKeys(words, action);
		await testId(this.page, 'ndv').waitFor();
	}

	node(name?: string): Locator {
		const nodes = testId(this.page, 'canvas-node');
		return name
			? this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`)
			: nodes;
	}

	async openNode(name: string): Promise<void> {
		await this.node(name).dblclick();
		await testId(this.page, 'ndv').waitFor();
	}

	/** Adds a node behind the last output that nothing is connected to yet, and opens it. */
	async addBehind(name: string): Promise<void> {
		await testId(this.page, 'canvas-handle-plus').last().click();
		await testId(this.page, 'node-creator-search-bar').fill(name);
		await testId(this.page, 'item-iterator-item').filter({ hasText: name }).first().click();
		await testId(this.page, 'ndv').waitFor();
	}

	/**
	 * Presses "Execute workflow".
	 *
	 * @returns the execution's ID
	 */
	async execute(): Promise<string> {
		return await startedBy(this.page, async () => await this.pressExecute());
	}

	/** The same where the execution waits for something first, such as a form. */
	async pressExecute(): Promise<void> {
		await testId(this.page, 'execute-workflow-button').last().click();
	}
}

/** Does what starts an execution and answers its ID. */
export async function startedBy(page: Page, press: () => Promise<void>): Promise<string> {
	const [response] = await Promise.all([
		page.waitForResponse(/\/rest\/workflows\/.+\/run/),
		press(),
	]);
	const { data } = (await response.json()) as { data: { executionId: string } };
	return data.executionId;
}
