import type { IDataObject } from 'n8n-workflow';

import { SEED, type PaymentRow, type SeedPayment, type SideEffects } from '../../../sandbox/portal';

export type Operation = 'pay' | 'unpay' | 'update' | 'paySystemPay';

/** One operation as the tests use it: what it calls, what it wants, and what may follow from it. */
export interface Change {
	readonly operation: Operation;
	/** The REST methods of its write and of a look at one payment. */
	readonly write: string;
	readonly read: string;
	/** A single payment is looked at by a list, too. */
	readonly listsOne: boolean;
	/**
	 * What a credential has to be allowed that may not list payments; undefined where everything
	 * that it needs allows lists as well.
	 */
	readonly scopesWithoutLists: readonly string[] | undefined;
	/** Whether its writes share a request. */
	readonly batched: boolean;
	/** A write that surely had no effect may be sent once more. */
	readonly repeatable: boolean;
	/** Running it again is not harmless, whatever the payment shows. */
	readonly risky: boolean;
	readonly parameters: IDataObject;
	/** A payment that this change can be made to. */
	readonly seed: Omit<SeedPayment, 'id'>;
	isWanted(row: Readonly<PaymentRow>): boolean;
	/** How often each side effect may happen per payment, however often the change is asked for. */
	readonly allowed: Effects;
	/** What is counted once for one change. */
	readonly counted: keyof Effects;
	/** The code when Bitrix24 said yes and the payment says no. */
	readonly contradicted: 'NOT_PAID' | 'NOT_APPLIED';
}

export type Effects = Pick<
	SideEffects,
	'paidTransitions' | 'unpaidTransitions' | 'triggers' | 'receipts' | 'refunds' | 'savedEvents'
>;

const NOTHING: Effects = {
	paidTransitions: 0,
	unpaidTransitions: 0,
	triggers: 0,
	receipts: 0,
	refunds: 0,
	savedEvents: 1,
};
const PAID_ONCE: Effects = { ...NOTHING, paidTransitions: 1, triggers: 1, receipts: 1 };
const UNPAID_ONCE: Effects = { ...NOTHING, unpaidTransitions: 1, receipts: 1 };

const paymentId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
const isPaid = (row: Readonly<PaymentRow>) => row.paid === 'Y';

export const pay: Change = {
	operation: 'pay',
	write: 'crm.item.payment.pay',
	read: 'crm.item.payment.get',
	listsOne: false,
	scopesWithoutLists: ['crm'],
	batched: true,
	repeatable: true,
	risky: false,
	parameters: { paymentId },
	seed: { sum: 10, paySystemId: SEED.paySystems.bankTransfer },
	isWanted: isPaid,
	allowed: PAID_ONCE,
	counted: 'paidTransitions',
	contradicted: 'NOT_PAID',
};

export const unpay: Change = {
	...pay,
	operation: 'unpay',
	write: 'crm.item.payment.unpay',
	seed: { ...pay.seed, paid: 'Y', datePaid: '2026-05-09T11:20:00+02:00', empPaidId: 1 },
	isWanted: (row) => row.paid === 'N',
	allowed: UNPAID_ONCE,
	counted: 'unpaidTransitions',
	contradicted: 'NOT_APPLIED',
};

export const paySystemPay: Change = {
	...pay,
	operation: 'paySystemPay',
	write: 'sale.paysystem.pay.payment',
	scopesWithoutLists: ['crm', 'pay_system'],
	batched: false,
	repeatable: false,
	risky: true,
	parameters: {
		paymentId,
		paySystemId: { __rl: true, mode: 'id', value: '={{ $json.system }}' },
	},
	seed: { sum: 10, paySystemId: SEED.paySystems.restHandler },
	// Bitrix24 saves the pay system's data every time (docs/bitrix24.md#pay-via-payment-system).
	allowed: { ...PAID_ONCE, savedEvents: Infinity },
};

/** Update with these fields, as the user sets them; `stored` is what the payment then holds. */
export function updateOf(
	updateFields: IDataObject,
	stored: Partial<PaymentRow>,
	allowed: Partial<Effects> = {},
	seed: Change['seed'] = pay.seed,
): Change {
	return {
		...pay,
		operation: 'update',
		write: 'sale.payment.update',
		read: 'sale.payment.get',
		listsOne: true,
		scopesWithoutLists: undefined,
		repeatable: false,
		risky: 'isReturn' in updateFields,
		parameters: { paymentId, updateFields },
		seed,
		isWanted: (row) =>
			Object.entries(stored).every(([name, value]) => row[name as keyof PaymentRow] === value),
		allowed: { ...NOTHING, ...allowed },
		counted: 'savedEvents',
		contradicted: 'NOT_APPLIED',
	};
}

/** The update that moves most: it books the payment and writes fields besides. */
export const update: Change = updateOf(
	{ paid: true, comments: 'Bank line 17 + 3 %', payVoucherNum: 'B-17' },
	{ paid: 'Y', comments: 'Bank line 17 + 3 %', payVoucherNum: 'B-17' },
	PAID_ONCE,
);

/** Updates of other kinds, for random runs. */
export const OTHER_UPDATES: readonly Change[] = [
	updateOf({ comments: 'Only a remark' }, { comments: 'Only a remark' }),
	updateOf({ paid: false }, { paid: 'N' }, UNPAID_ONCE, unpay.seed),
	updateOf({ sum: 77 }, { sum: 77 }),
	updateOf({ isReturn: 'Y' }, { isReturn: 'Y' }, { ...UNPAID_ONCE, refunds: 1 }, unpay.seed),
];

export const CHANGES: Readonly<Record<Operation, Change>> = { pay, unpay, update, paySystemPay };
