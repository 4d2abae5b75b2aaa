import type { IDataObject } from 'n8n-workflow';

import { startPortal, type SandboxPortal, type SeedPayment } from '../../sandbox/portal';
import { startRig, type Rig } from '../support/rig';

let rig: Rig;
let portal: SandboxPortal;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
afterEach(async () => await portal.close());

/** What a line of 100 EUR is matched with, in a portal that has payments of 100 EUR with these numbers. */
async function matched(texts: readonly string[], numbers: readonly string[]): Promise<unknown[]> {
	const payments = numbers.map((accountNumber, index): SeedPayment => {
		return { id: index + 1, orderId: 900 + index, sum: 100, paySystemId: 2, accountNumber };
	});
	portal = await startPortal({ clock: rig.clock, payments });
	rig.useWebhook(portal.webhook);
	const results: unknown[] = [];
	for (const text of texts) {
		const { items } = await rig.run({
			operation: 'match',
			items: [{ text }],
			parameters: { text: '={{ $json.text }}', amount: '100', currency: 'EUR' },
		});
		const { code, payment } = items[0]?.json ?? {};
		results.push(code ?? (payment as IDataObject).accountNumber);
	}
	return results;
}

describe('Numbers that begin with a word', () => {
	it('are found however the payer writes them', async () => {
		const texts = ['ORD-2026/14/1', 'ORD 2026/14/1', 'Zahlung ord2026/14/1', 'Заказ ORD‑2026/14'];
		expect(await matched(texts, ['ORD-2026/14/1'])).toEqual(texts.map(() => 'ORD-2026/14/1'));
	});

	it('that hold a space are those that the text names, and not the rest of them', async () => {
		const texts = ['Rechnung A 17/1', 'A 17/1 danke', 'A 17'];
		expect(await matched(texts, ['17/1', 'A 17/1'])).toEqual(texts.map(() => 'A 17/1'));
	});

	it('are not taken for the rest of them where both exist', async () => {
		const texts = ['INV 17/1', 'Invoice INV 17', 'INV17/1', 'INV-17/1'];
		expect(await matched(texts, ['17/1', 'INV-17/1'])).toEqual([
			...['AMBIGUOUS', 'AMBIGUOUS', 'AMBIGUOUS'],
			'INV-17/1',
		]);
	});

	it('that begin with a sign are theirs, and not the rest of them', async () => {
		expect(await matched(['счет №88/1', 'счет № 88/1'], ['88/1', '№88/1'])).toEqual([
			'№88/1',
			'88/1',
		]);
	});
});

describe('A number that only chance makes one of an order', () => {
	it.each([
		'RE 99999/9 77356',
		'по договору № 77356 от 01.02.2026',
		'лицевой счет 77356',
		'Betrag 77356',
		'77356/',
	])('is not matched: %s', async (text) => {
		const [code] = await matched([text], ['77356/1']);
		expect(['NO_PAYMENT', 'NO_NUMBER']).toContain(code);
	});

	it('is no part of what a hyphen separates', async () => {
		expect(await matched(['Filiale 18 - 14/1', '18. 14/1'], ['1814/1'])).toEqual([
			...['NO_PAYMENT', 'NO_PAYMENT'],
		]);
	});

	it('is not matched in place of an order that has no payment any more', async () => {
		const numbers = ['5037/1', 'RE5037/1'];
		expect(await matched(['RE5037'], numbers)).toEqual(['RE5037/1']);
		await rig.run({ operation: 'delete', items: [{ id: 2 }] });
		const { items } = await rig.run({
			operation: 'match',
			items: [{}],
			parameters: { text: 'RE5037', amount: '100', currency: 'EUR' },
		});
		expect(items[0]?.json).toMatchObject({ matched: false, reason: 'Order RE5037 has no payment' });
	});
});

describe('Everyday lines', () => {
	it('are matched by the payment that they name, whatever other words there are', async () => {
		const texts = [
			'Оплата по договору, счет № 77356/1',
			'По договору от 01.02.2026 счет № 77356/1',
			'Оплата по счету договора 77356/1',
			'Дата 03.04.2026 № 77356/1',
			'Rechnungsdatum 03.04.2026 Nr. 77356/1',
			'Invoice date 03/04/2026 No 77356/1',
			'Rechnung und Lieferschein 77356/1',
			'Rechnung zum Vertrag 77356/1',
			'Invoice for contract 77356/1',
			'Betaling rekening 77356/1',
			'Pago a cuenta 77356/1',
		];
		expect(await matched(texts, ['77356/1'])).toEqual(texts.map(() => '77356/1'));
	});

	it('are matched by the order that they name, whatever other words there are', async () => {
		const texts = [
			'Заказ клиента № 77356',
			'Заказ покупателя 77356',
			'Zamówienie klienta nr 77356',
			'Kundenauftrag 77356',
			'Rechnung 03.04.2026 77356',
			'77356 Teilzahlung',
			'Danke 77356 Rate 2',
			'77356 M. Mueller',
			'EREF+2026040312345 SVWZ+Danke 77356',
			'Ref. Nr. 4711 77356',
			'REF4711 77356',
			'PO 4711 77356',
			'Payment ID 778899 77356',
			'Платеж 778 77356',
		];
		expect(await matched(texts, ['77356/1'])).toEqual(texts.map(() => '77356/1'));
	});

	it('are not matched by numbers that are plainly of something else', async () => {
		const texts = [
			'Rechnung 99999/9, Vertrag 77356/1',
			'Rechnung Kundennr. 77356',
			'Facture n° client 77356',
			'Auftrag 4711 77356',
			'Лицевой счет 77356/1',
		];
		const results = await matched(texts, ['77356/1']);
		for (const code of results) expect(['NO_PAYMENT', 'NO_NUMBER']).toContain(code);
	});
});
