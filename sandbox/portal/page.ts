import type { Ledger, LedgerEntry } from './ledger';
import type { PaymentRow } from './paymentFields';

const RECENT = 12;
const SHOWN_PAYMENTS = 200;

/** What the page at `/` shows. */
export interface PageContent {
	webhook: string;
	clientId: string;
	ledger: Ledger;
}

/** The portal for human eyes: how to reach it, what happened last, and its payments. */
export function renderPage({ webhook, clientId, ledger }: PageContent): string {
	const payments = ledger.payments();
	const shown = payments.slice(0, SHOWN_PAYMENTS);
	const hidden = payments.length - shown.length;
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sandbox portal</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head>
<body><main>
<h1>Sandbox portal</h1>
<p>An emulated Bitrix24 portal. Nothing here is real: no money, no mails, no receipts.</p>
<dl><dt>Inbound webhook</dt><dd><code>${escape(webhook)}</code></dd>
<dt>OAuth client</dt><dd><code>${escape(clientId)}</code></dd>
<dt>Ledger as JSON</dt><dd><a href="/sandbox/ledger">/sandbox/ledger</a>, <a href="/sandbox/requests">/sandbox/requests</a></dd></dl>
<h2>What happened last</h2>
${renderJournal(ledger.journal.slice(-RECENT).reverse())}
<h2>Payments <small>${payments.length}</small></h2>
<table><thead><tr><th>ID</th><th>Order</th><th>Pay system</th><th class="sum">Sum</th><th>Paid</th>
<th>Paid at</th><th>Triggers</th><th>Receipts</th></tr></thead><tbody>
${shown.map((row) => renderPayment(ledger, row)).join('\n')}
</tbody></table>${hidden > 0 ? `<p>… and ${hidden} more.</p>` : ''}
</main></body></html>`;
}

function renderPayment(ledger: Ledger, row: Readonly<PaymentRow>): string {
	const { triggers, receipts } = ledger.effects(row.id);
	const paid = row.paid === 'Y';
	return `<tr><td>${row.id}</td><td>${escape(row.accountNumber)}</td>
<td>${escape(row.paySystemName)}</td>
<td class="sum">${(row.sum ?? 0).toFixed(2)} ${escape(row.currency)}</td>
<td><span class="${paid ? 'yes' : 'no'}">${paid ? 'paid' : 'open'}</span></td>
<td>${escape(row.datePaid ?? '')}</td><td>${triggers}</td><td>${receipts}</td></tr>`;
}

function renderJournal(entries: LedgerEntry[]): string {
	if (entries.length === 0) return '<p class="quiet">Nothing yet.</p>';
	return `<ol>${entries.map(renderEntry).join('')}</ol>`;
}

function renderEntry(entry: LedgerEntry): string {
	const at = new Date(entry.atMs).toISOString().slice(11, 19);
	const change = entry.changed ? 'changed' : 'nothing changed';
	const outcome = entry.outcome === 'ok' ? change : `refused: ${entry.code ?? 'no JSON answer'}`;
	const payment = entry.paymentId === undefined ? '' : ` payment ${entry.paymentId}`;
	return `<li><time>${at}</time> <code>${escape(entry.method)}</code>${payment}, ${escape(outcome)}</li>`;
}

function escape(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
body{font:15px/1.5 system-ui,sans-serif;color:#1c2430;background:#f4f6f9;margin:0}
main{max-width:1000px;margin:2rem auto;padding:1.5rem 2rem;background:#fff;border-radius:12px;box-shadow:0 1px 4px #0002}
h1{margin-top:0}h2{margin-top:2rem;border-bottom:1px solid #e3e8ef;padding-bottom:.3rem}
h2 small{color:#7b8794;font-weight:normal}code{background:#eef2f7;padding:.1rem .35rem;border-radius:4px;overflow-wrap:anywhere}
dt{color:#7b8794;font-size:.85rem}dd{margin:0 0 .6rem}table{border-collapse:collapse;width:100%}
th{text-align:left;color:#7b8794;font-weight:600;font-size:.85rem}td,th{padding:.3rem .5rem;border-bottom:1px solid #eef2f7}
.sum{text-align:right;font-variant-numeric:tabular-nums}.yes,.no{padding:.05rem .5rem;border-radius:9px;font-size:.85rem}
.yes{background:#d9f5e3;color:#13683a}.no{background:#f1f3f6;color:#5b6673}ol{padding-left:1.2rem}.quiet,time{color:#7b8794}`;
