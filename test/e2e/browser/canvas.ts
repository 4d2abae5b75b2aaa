import type { Locator, Page } from 'playwright-core';

import { waitFor } from '../../../sandbox/n8n/poll';
import { testId } from './testId';

/** The canvas with a workflow, and the node panel beside it. */
export class Canvas {
	constructor(private readonly page: Page) {}

	async newWorkflow(url: string): Promise<void> {
		await this.openEmpty(url);
		await testId(this.page, 'canvas-plus-button').click();
	}

	async openEmpty(url: string): Promise<void> {
		await this.page.goto(`${url}/workflow/new`);
		await testId(this.page, 'canvas-plus-button').waitFor();
	}

	async open(url: string, workflowId: string): Promise<void> {
		await this.page.goto(`${url}/workflow/${workflowId}`);
		await this.node().first().waitFor();
	}

	/** Imports a workflow from a file, as *Import from File* in the menu does. */
	async importFile(url: string, file: string): Promise<void> {
		await this.page.goto(`${url}/workflow/new`);
		await testId(this.page, 'workflow-import-input').setInputFiles(file);
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
		const action = items.getByText('Mark payment as paid', { exact: true });
		const folded = this.page.getByText(/^Actions \(\d+\)$/);
		await action.or(folded).first().waitFor();
		// On an empty canvas n8n unfolds what can start a workflow instead.
		if (!(await action.isVisible())) await folded.click();
		await action.waitFor();
		return await items.allInnerTexts();
	}

	/** Opens the node panel, for a node behind the one that was added last, with n8n's key for it. */
	async openCreatorByKeys(): Promise<void> {
		await this.page.keyboard.press('n');
		await testId(this.page, 'node-creator-search-bar').waitFor();
	}

	/** Types into the node panel, takes the node that comes first, and the first thing it can do. */
	async addByKeys(words: string, node: string, action: string): Promise<void> {
		await this.page.keyboard.type(words);
		const items = testId(this.page, 'item-iterator-item');
		await items.first().filter({ hasText: node }).waitFor();
		await this.page.keyboard.press('Enter');
		await items.getByText(action, { exact: true }).waitFor();
		// n8n marks the first entry as the chosen one a moment after it shows the list.
		const opened = testId(this.page, 'ndv');
		await waitFor('the node to open', async () => {
			await this.page.keyboard.press('Enter');
			const isOpen = opened.waitFor({ timeout: 1000 });
			return await isOpen.then(
				() => true,
				() => undefined,
			);
		});
	}

	/** What stands under a node: what it does. */
	async subtitle(name: string): Promise<string> {
		const [, ...below] = (await this.node(name).innerText()).split('\n');
		return below.join(' ').trim();
	}

	node(name?: string): Locator {
		const nodes = testId(this.page, 'canvas-node');
		return name
			? this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`)
			: nodes;
	}

	/** The heading of a note. */
	heading(text: string): Locator {
		return testId(this.page, 'sticky').getByRole('heading', { name: text });
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
	 * Presses the button that appears beside a trigger.
	 *
	 * @returns the execution's ID
	 */
	async executeFrom(trigger: string): Promise<string> {
		return await startedBy(this.page, async () => await this.pressExecuteFrom(trigger));
	}

	/** The same where the execution waits for something first, such as a form. */
	async pressExecuteFrom(trigger: string): Promise<void> {
		await this.node(trigger).hover();
		await testId(this.page, `execute-workflow-button-${trigger}`).click();
	}

	/** Switches a node on that is switched off, or the other way round, with n8n's key for it. */
	async switchOn(name: string): Promise<void> {
		await this.node(name).click();
		await this.page.keyboard.press('d');
	}

	/** Names of nodes that n8n says something is missing in, such as a credential. */
	async incomplete(): Promise<string[]> {
		const marked = this.node().filter({ has: testId(this.page, 'node-issues') });
		return await marked.evaluateAll((nodes) =>
			nodes.map((node) => node.getAttribute('data-node-name') ?? ''),
		);
	}

	/**
	 * Presses "Execute workflow".
	 *
	 * @returns the execution's ID
	 */
	async execute(): Promise<string> {
		return await startedBy(this.page, async () => {
			await testId(this.page, 'execute-workflow-button').last().click();
		});
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
