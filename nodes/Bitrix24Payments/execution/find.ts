import { refInWords, type PaymentRef } from '../parameters/paymentRef';
import type { Reply } from '../portal/command';
import { Failure, type OwnCode } from '../portal/failure';
import { isObject } from '../portal/json';
import type { Look } from '../portal/look';
import type { WritablePortal } from '../portal/writablePortal';
import { paymentsFrom } from '../records/candidates';
import type { Payment } from '../records/payment';
import { choose, noOrder, NothingToDo, severalOrders, withOthers, type Choice } from './choose';
import { byPortal } from './portals';

/** An item whose payment has to be known before anything is sent for it. */
export interface Sought extends Choice {
	readonly portal: WritablePortal;
}

/** A payment that was found. */
export interface Found {
	readonly id: number;
	/** What the search showed of it. */
	readonly seen?: FoundState;
}

/** A payment as a search showed it. */
export interface FoundState {
	readonly reply: Reply;
	/** When it was asked for, in ticks. */
	readonly askedAt: number;
	/** Tells what others have changed since. */
	readonly ticket: number;
}

type Result = Found | NothingToDo | Failure;

/**
 * Finds the payments of all items together, before the first write
 * (docs/money-rules.md#validate-first): equal things once, fifty per list, many lists per request.
 *
 * @returns one per item, in their order: the payment, or why it is not to be found
 */
export async function find(items: readonly Sought[]): Promise<Result[]> {
	const found = new Map<Sought, Result>();
	for (const [portal, own] of byPortal<WritablePortal, Sought>(items)) {
		const searched = own.filter(({ ref }) => ref.by !== 'id');
		for (const item of own) if (item.ref.by === 'id') found.set(item, { id: item.ref.id });
		const when = { askedAt: portal.ticks(), ticket: portal.ticket() };
		const replies = await seeOnce(portal, searched);
		for (const [index, item] of searched.entries()) {
			found.set(item, chosen(item, replies[index], when));
		}
		await tellOfOthers(portal, searched, found);
	}
	return items.map((item) => found.get(item) ?? unfound());
}

/** Looks at what several items mean only once. */
async function seeOnce(
	portal: WritablePortal,
	items: readonly Sought[],
): Promise<Array<Reply | undefined>> {
	const looks = new Map<string, Look>();
	for (const { ref } of items) {
		const look = lookFor(ref);
		if (look) looks.set(keyOf(ref), look);
	}
	const replies = await portal.reader.see([...looks.values()]);
	const byKey = new Map([...looks.keys()].map((key, index) => [key, replies[index]]));
	return items.map(({ ref }) => byKey.get(keyOf(ref)));
}

function lookFor(ref: PaymentRef): Look | undefined {
	switch (ref.by) {
		case 'id':
			return undefined;
		case 'number':
			return { show: 'paymentsNumbered', number: ref.number, bare: ref.bare };
		case 'order':
			return { show: 'paymentsOfOrder', order: ref.order };
		default:
			return { show: 'paymentsOf', entityTypeId: ref.entityTypeId, entityId: ref.entityId };
	}
}

function keyOf(ref: PaymentRef): string {
	return JSON.stringify(ref);
}

function chosen(item: Sought, reply: Reply | undefined, when: Omit<FoundState, 'reply'>): Result {
	if (reply?.kind !== 'value') return notSearched(reply?.failure ?? unfound(), item.ref);
	const rows = rowsIn(reply.value);
	const payments = rows && paymentsFrom(rows);
	if (!payments) return notSearched(unfound(), item.ref);
	const orders = ordersIn(reply.value);
	if (orders === 0) return noOrder(item.ref);
	if (orders !== undefined && orders > 1) return severalOrders(item.ref, orders);
	const payment = choose(payments, item);
	if (payment instanceof Failure || payment instanceof NothingToDo) return payment;
	const { fields, id } = payment;
	return { id, seen: { ...when, reply: { kind: 'value', value: fields, time: reply.time } } };
}

/** How many orders have the name; undefined where none was asked for. */
function ordersIn(value: unknown): number | undefined {
	return isObject(value) && Array.isArray(value.orders) ? value.orders.length : undefined;
}

function rowsIn(value: unknown): readonly unknown[] | undefined {
	if (Array.isArray(value)) return value;
	const payments = isObject(value) ? value.payments : undefined;
	return Array.isArray(payments) ? payments : undefined;
}

/** For a number that does not exist: the payments of its order, which may be what was meant. */
async function tellOfOthers(
	portal: WritablePortal,
	items: readonly Sought[],
	found: Map<Sought, Result>,
): Promise<void> {
	const missing = items.flatMap((item) => {
		const result = found.get(item);
		const order = item.ref.by === 'number' ? orderIn(item.ref.bare ?? item.ref.number) : undefined;
		const isMissing = result instanceof Failure && result.code === 'PAYMENT_NOT_FOUND';
		return isMissing && order ? [{ item, order, failure: result }] : [];
	});
	const numbers = [...new Set(missing.map(({ order }) => order))];
	const replies = await portal.reader.see(
		numbers.map((number): Look => ({ show: 'paymentsOfOrder', order: { number } })),
	);
	for (const { item, order, failure } of missing) {
		const reply = replies[numbers.indexOf(order)];
		const rows = reply?.kind === 'value' ? rowsIn(reply.value) : undefined;
		const others: Payment[] = paymentsFrom(rows ?? []) ?? [];
		found.set(item, withOthers(failure, others, `Order ${order}`));
	}
}

/** A payment number begins with the number of its order (docs/bitrix24.md#payment-numbers). */
function orderIn(number: string): string | undefined {
	const slash = number.lastIndexOf('/');
	return slash > 0 ? number.slice(0, slash) : undefined;
}

/** The search itself failed. */
export function notSearched(failure: Failure, ref: PaymentRef): Failure {
	const description = failure.description.replace(OF_A_WRITE, '');
	if (description.startsWith('Nothing was changed')) return failure;
	const why = `${refInWords(ref)} could not be looked for`;
	return failure.with({
		description: `Nothing was changed: ${why}. ${description}`,
		...(OF_THE_WAY.has(failure.code)
			? { message: `Nothing was changed, because ${why}: ${failure.message}` }
			: {}),
	});
}

/** What the way to the portal says of a write that it has kept back. */
const OF_A_WRITE = /Nothing was changed for this payment[.;] |, so nothing was changed/g;

/** These speak of a request, which might have been that of a change. */
const OF_THE_WAY: ReadonlySet<OwnCode> = new Set([
	'BAD_RESPONSE',
	'CONNECTION_FAILED',
	'RATE_LIMITED',
]);

/** An answer that no search has. */
export function unfound(): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'Bitrix24 answered a search in an unexpected form',
		description: 'Nothing was changed. Give the ID instead, or run again',
		retryable: true,
	});
}
