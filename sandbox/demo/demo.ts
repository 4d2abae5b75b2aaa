import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { Engine, TRIGGER_TYPE, type EngineRun, type WorkflowFile } from '../engine/engine';
import { Poller } from '../engine/poller';
import { startPortal, type SandboxPortal } from '../portal';
import { audit, isChange, paymentsOf, type Chapter } from './audit';
import { auditEvents } from './auditEvents';
import { saidBy } from './said';
import {
	bookedTable,
	counted,
	eventTable,
	explained,
	statementTable,
	type ReportRow,
} from './story';

type Say = (text?: string) => void;

/** The nodes of ours in the workflow. */
const STEPS = ['Match Bank Line', 'Mark as Paid', 'Update'];

const FOUND_BY: Readonly<Record<string, string>> = {
	paymentNumber: 'number of the payment',
	orderNumber: 'number of the order',
};

/** What a colleague does by hand: the first is paid in cash, the second was a mistake. */
const PAID_BY_HAND = 1009;
const TAKEN_BACK = 1005;

/**
 * Tells how somebody's morning goes: a bank statement is matched and booked, the rest is explained,
 * the same statement once more does no harm, and the trigger tells what has happened.
 *
 * @returns whether all went well and the portal's ledger agrees with every word of the nodes
 */
export async function runDemo(say: Say): Promise<boolean> {
	const portal = await startPortal();
	try {
		const disagreements = await new Demo(portal, say).tell();
		say(`\n${portal.requests.length} requests to the portal.`);
		say(verdict(disagreements));
		return disagreements.length === 0;
	} finally {
		await portal.close();
	}
}

/** The story, and how it is held against the portal's ledger. */
class Demo {
	private readonly engine = new Engine();

	private readonly workflow = demoWorkflow();

	constructor(
		private readonly portal: SandboxPortal,
		private readonly say: Say,
	) {
		const data = { grantType: 'webhook', webhookUrl: portal.webhook };
		this.engine.credentials.save('sandbox', data);
	}

	/** @returns where the ledger disagrees */
	async tell(): Promise<string[]> {
		const { engine, portal } = this;
		const poller = new Poller(engine, {
			parameters: triggerOf(this.workflow),
			credential: 'sandbox',
		});
		await poller.activate();
		const start = paymentsOf(portal);
		const wrong = await this.bookStatement();
		this.say('\nMeanwhile the trigger has watched the portal for another workflow. It tells\n');
		return [
			...wrong,
			...(await this.listen(poller, start)),
			...(await this.colleagueWorksByHand(poller)),
			...poller.errors.map(({ message }) => `The trigger failed: ${message}`),
		];
	}

	private async bookStatement(): Promise<string[]> {
		const { say, workflow } = this;
		const lines = linesOf(workflow);
		say(`Olivia keeps the books. This morning's bank statement has ${lines.length} lines\n`);
		say(statementTable(lines));
		const first = await this.play();
		tellRun(first.run, say);
		const second = await this.play();
		say('\nThe same statement once more, by mistake\n');
		say(`  ${counted(reportOf(second.run))}. Nothing is booked twice.`);
		return [
			...audit([first, second], this.portal, referencesIn(first.run, lines)),
			...[first, second].flatMap(({ run }) => failure(run)),
			...(second.said.some(isChange) ? ['The second run has changed something'] : []),
		];
	}

	private async play(): Promise<Chapter & { run: EngineRun }> {
		const before = paymentsOf(this.portal);
		const run = await this.engine.run(this.workflow);
		return { run, said: saidBy(run, STEPS), before, after: paymentsOf(this.portal) };
	}

	private async colleagueWorksByHand(poller: Poller): Promise<string[]> {
		const { portal } = this;
		const before = paymentsOf(portal);
		portal.person.pays(PAID_BY_HAND);
		portal.person.unpays(TAKEN_BACK);
		this.say(
			'\nA colleague takes cash and corrects a mistake by hand in Bitrix24. The trigger tells\n',
		);
		return await this.listen(poller, before);
	}

	/** The next look of the trigger, and what it told. */
	private async listen(poller: Poller, before: ReturnType<typeof paymentsOf>): Promise<string[]> {
		const known = poller.events.length;
		await poller.poll();
		const events = poller.events.slice(known);
		this.say(eventTable(events));
		return auditEvents({ events, before, after: paymentsOf(this.portal) });
	}
}

function tellRun(run: EngineRun, say: Say): void {
	const rows = reportOf(run);
	const booked = rows.filter(({ status }) => status === 'paid');
	const matches = saidBy(run, ['Match Bank Line']);
	const foundBy = (line: number) => FOUND_BY[String(matches[line - 1]?.json.by)] ?? '';
	say(`\nMatched and booked${hintOf(run, 'Mark as Paid')}\n`);
	say(bookedTable(booked, foundBy));
	say(`\n  The bank's reference is written into them${hintOf(run, 'Update')}.`);
	say('\nNot booked, and why\n');
	say(explained(rows.filter((row) => !booked.includes(row))));
}

function reportOf(run: EngineRun): ReportRow[] {
	const [items = []] = run.node('Report')?.outputs ?? [];
	return items.map(({ json }) => json as unknown as ReportRow);
}

function hintOf(run: EngineRun, step: string): string {
	const hint = run.node(step)?.hints[0]?.message;
	return hint ? ` (${hint})` : '';
}

function failure({ run }: EngineRun): string[] {
	return run.status === 'success' ? [] : [`The workflow ended as ${run.status}`];
}

function linesOf({ pinData = {} }: WorkflowFile): IDataObject[] {
	return (pinData['Bank Statement'] ?? []).map(({ json }) => json);
}

/** The bank's reference of each payment that was matched. */
function referencesIn(run: EngineRun, lines: readonly IDataObject[]): Map<number, string> {
	const matches = saidBy(run, ['Match Bank Line']);
	return new Map(
		matches.map(({ paymentId = 0 }, index) => [paymentId, String(lines[index]?.reference)]),
	);
}

function triggerOf({ nodes }: WorkflowFile): IDataObject {
	const trigger = nodes.find(({ type }) => type === TRIGGER_TYPE);
	if (!trigger) throw new Error('The demo has no trigger');
	return trigger.parameters as IDataObject;
}

function verdict(disagreements: readonly string[]): string {
	if (disagreements.length === 0) {
		return "The portal's ledger agrees with everything the nodes said.";
	}
	return `The portal's ledger disagrees:\n${disagreements.map((line) => `  ${line}`).join('\n')}`;
}

function demoWorkflow(): WorkflowFile {
	const file = join(__dirname, '..', 'demo.workflow.json');
	const workflow = JSON.parse(readFileSync(file, 'utf8')) as WorkflowFile;
	return { ...workflow, nodes: workflow.nodes.filter(({ type }) => !type.endsWith('.stickyNote')) };
}
