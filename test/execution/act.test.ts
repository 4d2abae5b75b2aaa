import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { paySystemPay } from '../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { LOST_ANSWER, TOO_MANY } from '../portal/support';
import { items, send, stage, tryLists, whyFailed, type Stage } from './changing';

const PAY = 'crm.item.payment.pay';
const GET = 'crm.item.payment.get';
const LIST = 'sale.payment.list';
const CHARGE = 'sale.paysystem.pay.payment';
const CANCELLED = { error: 'SALE_ORDER_PAID_ORDER_CANCELED', error_description: '' };
const NO_TIME = { error: 'OPERATION_TIME_LIMIT', error_description: '' };

function positions(sent: ReadonlyArray<{ readonly entry: Entry }>): number[] {
	return sent.map(({ entry }) => entry.index);
}

/** The portal refuses the change of this payment. */
function refuse(all: Stage, id: number, answer: { error: string } = CANCELLED): void {
	all.books.instead = ({ method, params }) =>
		/\.(pay|delete)$/.test(method) && Number(params.id) === id ? answer : undefined;
}

describe('Changes that may share a request', () => {
	it('are sent in one, each with the look at what it changed', async () => {
		const all = stage();
		const entries = items(all, 2);
		const { dealtWith, halted, next } = await send(all, entries);
		expect(all.server.methodsByRequest).toEqual([[PAY, GET, PAY, GET]]);
		expect(positions(dealtWith)).toEqual([0, 1]);
		expect(halted).toEqual([]);
		expect(next).toEqual([]);
		for (const { outcome } of entries) {
			expect(outcome).toMatchObject({ kind: 'done', changed: true, verified: true });
		}
	});

	it('are seen by one list where the credential allows it, together with what comes next', async () => {
		const all = stage();
		const entries = items(all, 4);
		await tryLists(all);
		const { dealtWith, next } = await send(all, entries.slice(0, 2), { ahead: [3, 4] });
		expect(all.server.methodsByRequest.slice(1)).toEqual([[PAY, PAY, LIST, LIST]]);
		expect(positions(dealtWith)).toEqual([0, 1]);
		expect(next).toMatchObject([
			{ kind: 'value', value: { id: 3 } },
			{ kind: 'value', value: { id: 4 } },
		]);
	});

	it('know when they were sent, which is later than when they wanted to be', async () => {
		const all = stage();
		all.clock.time += 500;
		all.server.first = [TOO_MANY];
		const { dealtWith } = await send(all, items(all, 1));
		expect(dealtWith[0]?.sentAt).toBe(all.portal.lastSentAt);
		expect(dealtWith[0]?.sentAt).toBeGreaterThan(500);
	});

	it('are in doubt from the moment at which they were answered', async () => {
		const all = stage();
		all.server.msPerCommand = 3000;
		all.books.lateMs = 60_000;
		const [confirmed] = items(all, 1) as [Entry];
		await send(all, [confirmed]);
		expect(confirmed.doubt).toMatchObject({ kind: 'answered', since: 0 });
		const [unheard] = items(all, 1) as [Entry];
		all.books.loseWrites(1, true);
		const begin = all.clock.time;
		await send(all, [unheard]);
		expect(unheard.doubt).toMatchObject({ kind: 'lost', since: begin + 6000 });
		expect(unheard.outcome).toBeUndefined();
	});

	it('are none where there is nothing to send', async () => {
		const all = stage();
		expect(await send(all, [])).toMatchObject({ dealtWith: [], halted: [], next: [] });
		expect(all.server.requests).toEqual([]);
	});
});

describe('What a batch did not come to', () => {
	it('is left open, and looked at before it is sent again', async () => {
		const all = stage({ run: { stopAtFirstFailure: true } });
		const entries = items(all, 4);
		refuse(all, 2);
		const { dealtWith, halted } = await send(all, entries);
		expect(positions(dealtWith)).toEqual([0, 1]);
		expect(positions(halted)).toEqual([2, 3]);
		expect(entries.map(({ wasBehindHalt }) => wasBehindHalt)).toEqual([
			undefined,
			undefined,
			true,
			true,
		]);
		expect(entries[0]?.outcome?.kind).toBe('done');
		expect(whyFailed(entries[1] as Entry).message).toBe('The order of this payment is cancelled');
		expect(entries.slice(2).map(({ outcome }) => outcome)).toEqual([undefined, undefined]);
	});

	it('is nothing where the run goes on behind a failure', async () => {
		const all = stage();
		const entries = items(all, 3);
		refuse(all, 2);
		const { dealtWith, halted } = await send(all, entries);
		expect(positions(dealtWith)).toEqual([0, 1, 2]);
		expect(halted).toEqual([]);
		expect(entries[2]?.outcome?.kind).toBe('done');
	});

	it('is shown as it was when the one that stopped it was sent again', async () => {
		const all = stage({ run: { stopAtFirstFailure: true } });
		const entries = items(all, 3);
		await tryLists(all);
		let times = 0;
		all.books.instead = ({ method, params }) =>
			method === PAY && params.id === '2' && times++ === 0 ? NO_TIME : undefined;
		const { dealtWith, halted } = await send(all, entries);
		expect(positions(dealtWith)).toEqual([0, 1]);
		expect(positions(halted)).toEqual([2]);
		expect(halted[0]?.look).toMatchObject({ kind: 'value', value: { id: 3, paid: 'N' } });
	});

	it('was not sent at all where it came too late for what had been read', async () => {
		const all = stage();
		const entries = items(all, 2);
		all.server.first = [TOO_MANY];
		const { dealtWith, halted } = await send(all, entries, { validMs: 500 });
		expect([dealtWith, halted]).toEqual([[], []]);
		expect(all.books.sent(PAY)).toBe(0);
		for (const { outcome, wasBehindHalt } of entries) {
			expect([outcome, wasBehindHalt]).toEqual([undefined, undefined]);
		}
	});
});

describe('Changes that may not share a request', () => {
	const APART = { run: { batched: false } };

	it('are sent one after the other and then seen in one request', async () => {
		const all = stage(APART);
		const entries = items(all, 3, paySystemPay);
		const { dealtWith, halted, next } = await send(all, entries);
		expect(all.server.methodsByRequest).toEqual([[CHARGE], [CHARGE], [CHARGE], [LIST]]);
		expect(positions(dealtWith)).toEqual([0, 1, 2]);
		expect([halted, next]).toEqual([[], []]);
		for (const { outcome } of entries) expect(outcome).toMatchObject({ changed: true });
	});

	it('wait for one before them that may still be at work', async () => {
		const all = stage(APART);
		const entries = items(all, 3, paySystemPay);
		let times = 0;
		all.books.onWrite = (deliver) => (++times === 2 ? LOST_ANSWER : deliver());
		const { dealtWith } = await send(all, entries);
		expect(positions(dealtWith)).toEqual([0, 1]);
		expect(all.books.sent(CHARGE)).toBe(2);
		expect(entries[0]?.outcome?.kind).toBe('done');
		expect(entries[1]?.doubt?.kind).toBe('lost');
		expect(entries[2]).toMatchObject({ index: 2 });
		expect(entries[2]?.outcome).toBeUndefined();
	});

	it('go on behind one that was refused', async () => {
		const all = stage(APART);
		const entries = items(all, 2, paySystemPay);
		all.books.instead = ({ method, params }) =>
			method === CHARGE && params.PAYMENT_ID === 1 ? CANCELLED : undefined;
		const { dealtWith } = await send(all, entries);
		expect(positions(dealtWith)).toEqual([0, 1]);
		expect(whyFailed(entries[0] as Entry).code).toBe('REFUSED');
		expect(entries[1]?.outcome?.kind).toBe('done');
	});

	it('are left open when what was read has become too old meanwhile', async () => {
		const all = stage(APART);
		all.server.msPerCommand = 6000;
		const entries = items(all, 3, paySystemPay);
		const { dealtWith } = await send(all, entries, { validMs: 10_000 });
		expect(positions(dealtWith)).toEqual([0, 1]);
		expect(all.books.sent(CHARGE)).toBe(2);
		expect(entries[2]?.outcome).toBeUndefined();
	});
});
