import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { Engine, type EngineRun, type WorkflowFile } from '../engine/engine';
import { startPortal, type SandboxPortal } from '../portal';
import { audit, isChange, paymentsOf, type Chapter } from './audit';
import { saidBy } from './said';
import { bookedTable, counted, explained, statementTable, type ReportRow } from './story';

type Say = (text?: string) => void;

/** The nodes of ours in the workflow. */
const STEPS = ['Match Bank Line', 'Mark as Paid', 'Update'];

const FOUND_BY: Readonly<Record<string, string>> = {
	paymentNumber: 'number of the payment',
	orderNumber: 'number of the order',
};

/**
 * Tells how somebody's morning goes: a bank statement is matched and booked, the rest is explained,
 * and the same statement once more does no harm.
 *
 * @returns whether all went well and the portal's ledger agrees with every word of the nodes
 */
export async function runDemo(say: Say): Promise<boolean> {
	const portal = await startPortal();
	try {
		return await tell(portal, say);
	} finally {
		await portal.close();
	}
}

async function tell(portal: SandboxPortal, say: Say): Promise<boolean> {
	const engine = new Engine();
	engine.credentials.save('sandbox', { grantType: 'webhook', webhookUrl: portal.webhook });
	const workflow = demoWorkflow();
	const lines = linesOf(workflow);
	const chapters: Chapter[] = [];
	const play = async () => {
		const before = paymentsOf(portal);
		const run = await engine.run(workflow);
		chapters.push({ said: saidBy(run, STEPS), before, after: paymentsOf(portal) });
		return run;
	};

	say(`Olivia keeps the books. This morning's bank statement has ${lines.length} lines:\n`);
	say(statementTable(lines));
	const first = await play();
	tellRun(first, say);
	const second = await play();
	say('\nThe same statement once more, by mistake\n');
	say(`  ${counted(reportOf(second))}. Nothing is booked twice.`);

	const disagreements = [
		...audit(chapters, portal, referencesIn(first, lines)),
		...[first, second].flatMap(failure),
		...(chapters[1]?.said.some(isChange) ? ['The second run has changed something'] : []),
	];
	const items = chapters.flatMap(({ said }) => said).length;
	say(`\n${portal.requests.length} requests to the portal, for ${items} items.`);
	say(verdict(disagreements));
	return disagreements.length === 0;
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

function tellRun(run: EngineRun, say: Say): void {
	const rows = reportOf(run);
	const booked = rows.filter(({ status }) => status === 'paid');
	const matches = saidBy(run, ['Match Bank Line']);
	const foundBy = (line: number) => FOUND_BY[String(matches[line - 1]?.json.by)] ?? '';
	say(`\nMatched and booked${hintOf(run, 'Mark as Paid')}\n`);
	say(bookedTable(booked, foundBy));
	say(`\nThe bank's reference is written into them${hintOf(run, 'Update')}`);
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

function verdict(disagreements: readonly string[]): string {
	if (disagreements.length === 0)
		return "The portal's ledger agrees with everything the nodes said.";
	return `The portal's ledger disagrees:\n${disagreements.map((line) => `  ${line}`).join('\n')}`;
}

function demoWorkflow(): WorkflowFile {
	const file = join(__dirname, '..', 'demo.workflow.json');
	const workflow = JSON.parse(readFileSync(file, 'utf8')) as WorkflowFile;
	return { ...workflow, nodes: workflow.nodes.filter(({ type }) => !type.endsWith('.stickyNote')) };
}
