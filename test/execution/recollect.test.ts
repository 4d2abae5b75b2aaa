import type { IDataObject } from 'n8n-workflow';

import type { ChangeRun } from '../../nodes/Bitrix24Payments/execution/changeRun';
import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { Memory, type Memento } from '../../nodes/Bitrix24Payments/execution/memory';
import { recollect } from '../../nodes/Bitrix24Payments/execution/recollect';
import type { ChangeOperation } from '../../nodes/Bitrix24Payments/operations/change';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { update } from '../../nodes/Bitrix24Payments/operations/payment/update';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { rig, type FakePortal, type PortalRig } from '../portal/support';
import { payment } from '../support/payments';
import { entryOf } from './support';

/** A portal that lists these payments, whomever it is asked for. */
function portalWith(...payments: IDataObject[]): PortalRig {
	const one = rig();
	const rows = payments.map((fields) => ({ ...payment().fields, ...fields }));
	one.server.answer = ({ method }) =>
		method === 'crm.item.payment.list' ? { result: rows } : { result: { payments: rows } };
	return one;
}

function runWith(memory: Memory): ChangeRun {
	return {
		batched: true,
		readBackApart: false,
		stopAtFirstFailure: false,
		times: { settleMs: 75_000, scriptMs: 60_000 },
		memory,
		perilous: new Set(),
	};
}

interface Tried {
	readonly operation?: ChangeOperation;
	/** What the earlier try has noted of it; nothing where it was not sent. */
	readonly memento?: Memento;
	readonly verify?: boolean;
}

const DEAL = { entityTypeId: 2, entityId: 25 };
const REFUND = { paymentId: 1038, updateFields: { isReturn: 'P' } };

/** The items of a second try, after these have come so far in the first one. */
async function recollected({ portal }: PortalRig, ...tried: Tried[]): Promise<Entry[]> {
	const memory = new Memory({}, 0, true);
	const entries = tried.map(({ operation = create, memento, verify = true }, index) => {
		const entry = entryOf(operation, { ...DEAL, ...REFUND }, index, portal);
		if (memento) memory.note(entry, memento);
		return { ...entry, options: { ...entry.options, verify } };
	});
	await recollect(entries, runWith(memory));
	return entries;
}

async function first(one: PortalRig, tried: Tried): Promise<Entry> {
	const [entry] = await recollected(one, tried);
	if (!entry) throw new Error('There is no item');
	return entry;
}

function failureOf({ outcome }: Entry): Failure {
	if (outcome?.kind !== 'failed') throw new Error('It has not failed');
	return outcome.failure;
}

function methodsOf({ executed }: FakePortal): string[] {
	return executed.map(({ method }) => method);
}

const NOT_SENT_AGAIN = 'An earlier try of this execution sent it, so it was not sent again.';
const REFUND_ADVICE =
	'Look at the payment, and at the refund in the payment system itself, in Bitrix24 before running again, which would refund once more if only Bitrix24 missed it';

describe('What an earlier try has not sent', () => {
	it('is as it was, and nothing is looked at for it', async () => {
		const one = portalWith();
		const entry = await first(one, {});
		expect([entry.outcome, entry.doubt]).toEqual([undefined, undefined]);
		expect(entry).not.toHaveProperty('wasDoneBefore');
		expect(one.server.requests).toEqual([]);
	});

	it('is not looked at beside what it has sent', async () => {
		const one = portalWith({ id: 17 });
		const [sent, unsent] = await recollected(one, { memento: { createdId: 17 } }, {});
		expect(sent?.outcome?.kind).toBe('done');
		expect([unsent?.outcome, unsent?.doubt]).toEqual([undefined, undefined]);
		expect(methodsOf(one.server)).toEqual(['crm.item.payment.list']);
	});
});

describe('What an earlier try has done', () => {
	it('is looked at before anything is sent for it, even where no read was wanted', async () => {
		const { portal, server } = portalWith();
		const memory = new Memory({}, 0, true);
		const [done, other] = [1, 2].map((paymentId) => entryOf(pay, { paymentId }, 0, portal));
		if (!done || !other) throw new Error('There is no item');
		memory.noteDone(done);
		await recollect([done, other], runWith(memory));
		expect(done).toMatchObject({ wasDoneBefore: true, mustBeSeen: true });
		expect([other.wasDoneBefore, other.mustBeSeen]).toEqual([undefined, undefined]);
		expect(server.requests).toEqual([]);
	});
});

describe('A payment that an earlier try has created', () => {
	const memento = { createdId: 17 };

	it('is done by this execution once it is seen', async () => {
		const one = portalWith({ id: 17 }, { id: 18 });
		const { outcome } = await first(one, { memento });
		expect(outcome).toMatchObject({ kind: 'done', changed: true, verified: true, paymentId: 17 });
		expect(methodsOf(one.server)).toEqual(['crm.item.payment.list']);
	});

	it('is believed where the user wants no look', async () => {
		const one = portalWith();
		const { outcome } = await first(one, { memento, verify: false });
		expect(outcome).toEqual({ kind: 'done', verified: false, paymentId: 17 });
		expect(one.server.requests).toEqual([]);
	});

	it('is not created again where it is not to be seen', async () => {
		const one = portalWith({ id: 18 });
		const failure = failureOf(await first(one, { memento }));
		expect(failure).toMatchObject({
			code: 'NOT_APPLIED',
			message: 'Bitrix24 answered with the new payment 17 but does not list it',
			description: `The payments of the deal or invoice were read afterwards. Look at them in Bitrix24 before creating another one. Bitrix24 answered with the new payment 17. ${NOT_SENT_AGAIN} Look at the deal or invoice in Bitrix24 before running again, which would create another payment`,
			retryable: false,
		});
		expect(new Set(methodsOf(one.server))).toEqual(new Set(['crm.item.payment.list']));
	});
});

describe('A refund that an earlier try has asked for', () => {
	const KNOWN = new Failure({
		code: 'REFUSED',
		message: 'The payment system has refused it',
		description: 'Ask the payment system',
		retryable: true,
	});

	it('is done by whomever once the payment shows it', async () => {
		const { outcome } = await first(portalWith({ isReturn: 'P' }), {
			operation: update,
			memento: { failure: KNOWN },
		});
		expect(outcome).toMatchObject({ kind: 'done', verified: true, payment: { id: 1038 } });
		expect(outcome).not.toHaveProperty('changed');
	});

	it('and that ended in the middle is unknown after one look, and is not sent again', async () => {
		const one = portalWith({ isReturn: 'N' });
		const entry = await first(one, { operation: update, memento: {} });
		const failure = failureOf(entry);
		expect(failure).toMatchObject({
			code: 'OUTCOME_UNKNOWN',
			message: 'It is not known whether the payment was changed',
			retryable: false,
		});
		expect(failure.description).toMatch(
			/^An earlier try of this execution was interrupted after it was sent\. At /,
		);
		expect(failure.description).toContain(`${REFUND_ADVICE}. ${NOT_SENT_AGAIN}`);
		expect(failure.description).toMatch(/so it was not sent again\.$/);
		expect(entry.doubt?.failure?.code).toBe('OUTCOME_UNKNOWN');
		expect(methodsOf(one.server)).toEqual(['sale.payment.list']);
		expect(one.clock.slept).toEqual([]);
	});

	it('has failed as it has before, with what to do', async () => {
		const one = portalWith({ isReturn: 'N' });
		const failure = failureOf(await first(one, { operation: update, memento: { failure: KNOWN } }));
		expect(failure).toMatchObject({
			code: 'REFUSED',
			message: 'The payment system has refused it',
			description: `Ask the payment system. ${NOT_SENT_AGAIN} ${REFUND_ADVICE}`,
			retryable: false,
		});
		expect(methodsOf(one.server)).toEqual(['sale.payment.list']);
	});

	it('keeps others from its order for as long as it may be at work', async () => {
		const one = portalWith({ isReturn: 'N' });
		one.clock.time = 5000;
		await first(one, { operation: update, memento: {} });
		expect(one.environment.lateWrites.left(new Set(['number 356']))).toBe(300_000);
	});
});
