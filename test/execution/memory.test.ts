import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { Memory, memoryOf } from '../../nodes/Bitrix24Payments/execution/memory';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import { paySystemPay } from '../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { update } from '../../nodes/Bitrix24Payments/operations/payment/update';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { entryFor, entryOf } from './support';

function creation(entityId = 25, index = 0): Entry {
	return entryOf(create, { entityTypeId: 2, entityId }, index);
}

function refund(kind = 'P', index = 0): Entry {
	return entryOf(update, { paymentId: 1, updateFields: { isReturn: kind } }, index);
}

function charge(paySystemId: number): Entry {
	return entryOf(paySystemPay, { paymentId: 1, paySystemId });
}

const DEAL_25 = { by: 'deal', entityTypeId: 2, entityId: 25 } as const;

const FAILURE = new Failure({
	code: 'OUTCOME_UNKNOWN',
	message: 'It is not known',
	description: 'Look at it',
	retryable: true,
});

describe('What an execution remembers', () => {
	it.each([
		['a creation', () => creation()],
		['a refund', () => refund()],
		['a charge', () => charge(7)],
	])('is %s, also when nothing more is known of it', (_what, make) => {
		const memory = new Memory({}, 0);
		expect(memory.recall(make())).toBeUndefined();
		memory.note(make());
		expect(memory.recall(make())).toStrictEqual({});
	});

	it.each([
		['paying', () => entryFor(1)],
		[
			'an update without a refund',
			() => entryOf(update, { paymentId: 1, updateFields: { paid: true } }),
		],
	])('is nothing that is harmless to do twice: %s', (_what, make) => {
		const kept: IDataObject = {};
		const memory = new Memory(kept, 0);
		memory.note(make(), { failure: FAILURE });
		expect(memory.recall(make())).toBeUndefined();
		expect(kept).toEqual({});
	});

	it('is the payment that was created, and what became of it', () => {
		const memory = new Memory({}, 0);
		memory.note(creation(), { createdId: 17 });
		expect(memory.recall(creation())).toEqual({ createdId: 17 });
		memory.note(creation(), { createdId: 17, failure: FAILURE });
		const memento = memory.recall(creation());
		expect(memento?.createdId).toBe(17);
		expect(memento?.failure).toBeInstanceOf(Failure);
		expect(memento?.failure).toMatchObject({
			code: 'OUTCOME_UNKNOWN',
			message: 'It is not known',
			description: 'Look at it',
		});
		expect(memento?.failure?.bitrixCode).toBeUndefined();
	});

	it('is also the code that Bitrix24 gave for what became of it', () => {
		const memory = new Memory({}, 0);
		memory.note(refund(), { failure: FAILURE.with({ bitrixCode: 'SALE_PAYMENT_X' }) });
		expect(memory.recall(refund())?.failure?.bitrixCode).toBe('SALE_PAYMENT_X');
	});

	it('is forgotten when it certainly did not happen', () => {
		const kept: IDataObject = {};
		const memory = new Memory(kept, 0);
		memory.note(refund());
		memory.forget(refund());
		expect(memory.recall(refund())).toBeUndefined();
		expect(kept).toEqual({});
	});

	it('is of one item, whatever else it wished in another try', () => {
		const memory = new Memory({}, 0);
		memory.note(refund('P', 3));
		memory.note(charge(7));
		expect(memory.recall(refund('P', 4))).toBeUndefined();
		expect(memory.recall(refund('Y', 3))).toEqual({});
		expect(memory.recall(charge(8))).toEqual({});
		memory.note(creation(25, 5));
		expect(memory.recall(creation(26, 5))).toBeUndefined();
		expect(memory.recall(creation(25, 6))).toBeUndefined();
	});

	it('is of one round of a loop', () => {
		const kept: IDataObject = {};
		new Memory(kept, 0).note(creation());
		expect(new Memory(kept, 1).recall(creation())).toBeUndefined();
		expect(new Memory(kept, 0).recall(creation())).toEqual({});
	});

	it('survives as JSON, which is how n8n keeps it', () => {
		const kept: IDataObject = {};
		new Memory(kept, 0).note(creation(), { createdId: 17, failure: FAILURE });
		const revived = new Memory(JSON.parse(JSON.stringify(kept)) as IDataObject, 0);
		expect(revived.recall(creation())).toMatchObject({ createdId: 17 });
		expect(revived.recall(creation())?.failure?.message).toBe('It is not known');
	});
});

describe('That something was done', () => {
	const done = (runIndex: number, kept: IDataObject, isRetried = true) =>
		new Memory(kept, runIndex, isRetried);

	it('is known to the next try, for the same change of the same item', () => {
		const kept: IDataObject = {};
		done(0, kept).noteDone(entryFor(1, 3));
		const next = done(0, JSON.parse(JSON.stringify(kept)) as IDataObject);
		expect(next.wasDone(entryFor(1, 3))).toBe(true);
		expect(next.wasDone(entryFor(1, 4))).toBe(false);
		expect(next.wasDone(entryFor(2, 3))).toBe(false);
		expect(done(1, kept).wasDone(entryFor(1, 3))).toBe(false);
	});

	it('is not kept where there is no next try', () => {
		const kept: IDataObject = {};
		done(0, kept, false).noteDone(entryFor(1));
		expect(kept).toEqual({});
	});

	it('is another thing than that it must not be sent again', () => {
		const memory = done(0, {});
		memory.noteDone(creation());
		expect(memory.recall(creation())).toBeUndefined();
		memory.note(refund());
		expect(memory.wasDone(refund())).toBe(false);
	});
});

describe('The memory of an execution', () => {
	/** The part of n8n's context that keeps something for a node over the tries of one execution. */
	function contextOf(
		kept: IDataObject,
		runIndex: unknown,
		node: { retryOnFail?: boolean } = { retryOnFail: true },
	): IExecuteFunctions {
		const context = {
			getNode: () => node,
			getContext: (type: string) => (type === 'node' ? kept : {}),
			evaluateExpression: (expression: string) =>
				expression === '{{ $runIndex }}' ? runIndex : undefined,
		};
		return context as unknown as IExecuteFunctions;
	}

	it('is the same in every try of a node, and another in its next round', () => {
		const kept: IDataObject = {};
		memoryOf(contextOf(kept, 0)).note(creation(), { createdId: 17 });
		expect(memoryOf(contextOf(kept, 0)).recall(creation())).toEqual({ createdId: 17 });
		expect(memoryOf(contextOf(kept, 1)).recall(creation())).toBeUndefined();
	});

	it('keeps what was found for a reference, where the node is tried again', () => {
		const kept: IDataObject = {};
		memoryOf(contextOf(kept, 0)).noteFound(3, DEAL_25, 1038);
		const later = memoryOf(contextOf(JSON.parse(JSON.stringify(kept)) as IDataObject, 0));
		expect(later.recallFound(3, DEAL_25)).toBe(1038);
		expect(later.recallFound(4, DEAL_25)).toBeUndefined();
		expect(later.recallFound(3, { ...DEAL_25, entityId: 26 })).toBeUndefined();
		expect(memoryOf(contextOf(kept, 1)).recallFound(3, DEAL_25)).toBeUndefined();
	});

	it.each([[{ retryOnFail: false }], [{}]])(
		'keeps nothing of what was found or done where the node is tried once: %j',
		(node) => {
			const memory = memoryOf(contextOf({}, 0, node));
			memory.noteFound(3, DEAL_25, 1038);
			memory.noteDone(entryFor(1));
			expect(memory.recallFound(3, DEAL_25)).toBeUndefined();
			expect(memory.wasDone(entryFor(1))).toBe(false);
		},
	);

	it('is another in another execution', () => {
		memoryOf(contextOf({}, 0)).note(creation());
		expect(memoryOf(contextOf({}, 0)).recall(creation())).toBeUndefined();
	});

	it.each([[undefined], [null], ['x'], [{}]])(
		'works where n8n counts no rounds (%j)',
		(runIndex) => {
			const kept: IDataObject = { other: 'stays', bitrix24Payments: 'broken' };
			memoryOf(contextOf(kept, runIndex)).note(creation());
			expect(memoryOf(contextOf(kept, runIndex)).recall(creation())).toEqual({});
			expect(kept.other).toBe('stays');
		},
	);
});
