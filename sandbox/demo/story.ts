import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { EngineRun } from '../engine/engine';
import type { PaymentRow, SandboxPortal } from '../portal';
import { money, table } from './table';

/** The steps of `demo.workflow.json` that change payments, in their order. */
export const STEPS = [
	'Mark as Paid',
	'Mark as Unpaid',
	'Update',
	'Pay via Payment System',
] as const;

/** One payment as one step of the workflow reported it. */
export interface Report {
	readonly step: string;
	readonly paymentId: number | undefined;
	readonly json: IDataObject;
}

/** What the node said about every payment, in the order in which it was said. */
export function reportsOf(run: EngineRun): Report[] {
	return STEPS.flatMap((step) => {
		const outputs = run.node(step)?.outputs ?? [];
		return outputs
			.flat()
			.sort((a, b) => inputIndex(a) - inputIndex(b))
			.map(({ json }) => ({
				step,
				paymentId: typeof json.paymentId === 'number' ? json.paymentId : undefined,
				json,
			}));
	});
}

function inputIndex({ pairedItem }: INodeExecutionData): number {
	return typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : 0;
}

export function storyTable(
	reports: readonly Report[],
	step: string,
	portal?: SandboxPortal,
): string {
	const rows = reports
		.filter((report) => report.step === step)
		.map(({ paymentId, json }) => {
			const row = paymentId === undefined ? undefined : portal?.ledger.payment(paymentId);
			const shown = (json.payment ?? {}) as IDataObject;
			return [
				String(paymentId ?? json.number ?? json.deal ?? ''),
				money(row?.sum ?? shown.sum, row?.currency ?? shown.currency),
				happened(json),
				reason(json),
			];
		});
	return table(['Payment', 'Amount', 'What happened', 'Why'], rows);
}

function happened(json: IDataObject): string {
	if (json.error) return 'not done';
	if (json.dryRun) return json.wouldChange ? 'would change' : 'would stay';
	return json.changed ? 'done' : 'nothing to do';
}

function reason(json: IDataObject): string {
	if (json.error) {
		const { code } = json.errorDetails as IDataObject;
		return `${String(json.error)} [${String(code)}]`;
	}
	if (json.dryRun) return json.wouldChange ? 'only looked, nothing sent' : 'it is already so';
	return json.changed ? 'read back and as wanted' : 'it was already so; nothing was sent';
}

export function portalTable(portal: SandboxPortal, ids: readonly number[]): string {
	const rows = ids.map((id) => {
		const payment = portal.ledger.payment(id);
		return payment ? stateRow(payment, portal) : [String(id), '', '', '(does not exist)', '', ''];
	});
	return table(['Payment', 'Amount', 'Paid', 'Payment system', 'Document', 'Receipts'], rows);
}

function stateRow(payment: Readonly<PaymentRow>, portal: SandboxPortal): string[] {
	const { id, sum, currency, paid, paySystemName, payVoucherNum } = payment;
	return [
		String(id),
		money(sum, currency),
		paid === 'Y' ? 'yes' : 'no',
		String(paySystemName),
		String(payVoucherNum ?? ''),
		String(portal.ledger.effects(Number(id)).receipts),
	];
}
