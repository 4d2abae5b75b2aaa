import { reasonFor } from '../judge/codes';
import { isObject, numberOf, rowsIn, textOf, type JsonObject } from '../judge/json';
import type { Answer } from '../net/answer';
import type { Session } from '../net/session';
import { noData, type Lack } from './asks';

/** What of the portal's data the reads look at: the newest payments and what belongs to them. */
export interface Subjects {
	/** At most fifty, newest first. */
	readonly paymentIds: readonly number[];
	/** The newest payment that has an order and a number, as `sale.payment.list` shows it. */
	readonly payment?: JsonObject;
	/** Orders of the newest payments, at most fifty. */
	readonly orderIds: readonly number[];
	/** A deal that has a payment, or any deal. */
	readonly dealId?: number;
	/** Whether the credential may list payments of the store. */
	readonly maySale: boolean;
	/** Why there is no payment, should there be none. */
	readonly noPayment: Lack;
}

/** So many deals are looked through at once for one with a payment. */
const DEALS = 25;

/** Finds payments, by the store where the credential may, else by way of the newest deals. */
export async function findSubjects(session: Session): Promise<Subjects> {
	const newest = await session.ask({
		name: 'newest payments',
		method: 'sale.payment.list',
		params: { order: { id: 'desc' }, start: 0 },
	});
	const deals = await session.ask({
		name: 'newest deals',
		method: 'crm.item.list',
		params: {
			entityTypeId: 2,
			select: ['id', 'title', 'companyId', 'contactId'],
			order: { id: 'DESC' },
			start: 0,
		},
	});
	const rows = payments(newest);
	const ofStore = {
		paymentIds: rows.map(idOf).filter((id) => id > 0),
		payment: rows.find((row) => numberOf(row.orderId) && textOf(row.accountNumber) !== ''),
		orderIds: [...new Set(rows.map(({ orderId }) => numberOf(orderId) ?? 0))].filter(
			(id) => id > 0,
		),
		maySale: newest.kind === 'value',
		noPayment: lackIn(newest),
	};
	const dealId =
		(await dealOf(session, ofStore.orderIds)) ?? (await dealWithPayment(session, deals));
	const paymentIds =
		ofStore.paymentIds.length > 0 ? ofStore.paymentIds : paymentIdsOfDeals(session);
	return { ...ofStore, paymentIds, dealId: dealId ?? dealIds(deals)[0] };
}

/** The deal of one of these orders, if any belongs to a deal. */
async function dealOf(session: Session, orderIds: readonly number[]): Promise<number | undefined> {
	if (orderIds.length === 0) {
		session.leaveOut('owners of orders', 'data', 'no order was found');
		return undefined;
	}
	const owners = await session.ask({
		name: 'owners of orders',
		method: 'crm.orderentity.list',
		params: { filter: { '@orderId': [...orderIds] }, order: { orderId: 'desc' }, start: -1 },
	});
	const rows = owners.kind === 'value' && isObject(owners.value) ? owners.value.orderEntity : [];
	const ofDeal = rowsIn(rows).find(({ ownerTypeId }) => numberOf(ownerTypeId) === 2);
	return ofDeal && numberOf(ofDeal.ownerId);
}

async function dealWithPayment(session: Session, deals: Answer): Promise<number | undefined> {
	const ids = dealIds(deals);
	for (let start = 0; start < ids.length; start += DEALS) {
		const found = await firstWithPayment(session, ids.slice(start, start + DEALS));
		if (found !== undefined) return found;
	}
	return undefined;
}

async function firstWithPayment(
	session: Session,
	ids: readonly number[],
): Promise<number | undefined> {
	const command = (entityId: number) => ({
		method: 'crm.item.payment.list',
		params: { entityTypeId: 2, entityId },
	});
	await session.askBatch({
		name: 'payments of deals',
		commands: Object.fromEntries(ids.map((id) => [`deal${id}`, command(id)])),
	});
	return ids.find((id) => {
		const answer = session.answers.get(`payments of deals/deal${id}`);
		return answer?.kind === 'value' && rowsIn(answer.value).length > 0;
	});
}

/** A list that was refused shows no payment for another reason than that there is none. */
function lackIn(newest: Answer): Lack {
	if (newest.kind === 'untried') return newest;
	const reason =
		newest.kind === 'error' ? reasonFor(textOf(newest.code), textOf(newest.text)) : undefined;
	return reason
		? { why: reason.why, text: `payments cannot be listed: ${reason.words}` }
		: noData('the portal has no payment of the kind that is needed');
}

function paymentIdsOfDeals(session: Session): number[] {
	return [...session.answers]
		.filter(([name]) => name.startsWith('payments of deals/'))
		.flatMap(([, answer]) => (answer.kind === 'value' ? rowsIn(answer.value) : []))
		.map(idOf)
		.filter((id) => id > 0)
		.slice(0, 50);
}

function payments(answer: Answer): JsonObject[] {
	return answer.kind === 'value' && isObject(answer.value) ? rowsIn(answer.value.payments) : [];
}

function dealIds(answer: Answer): number[] {
	const items = answer.kind === 'value' && isObject(answer.value) ? answer.value.items : [];
	return rowsIn(items)
		.map(idOf)
		.filter((id) => id > 0);
}

function idOf({ id }: JsonObject): number {
	return numberOf(id) ?? 0;
}
