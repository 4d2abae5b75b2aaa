import type { IDataObject } from 'n8n-workflow';

import { codeShown, reasonFor } from '../judge/codes';
import { isObject, numberOf, rowsIn, textOf, type JsonObject } from '../judge/json';
import type { Answer } from '../net/answer';
import type { Ask } from '../net/ask';
import type { Session } from '../net/session';
import { bearsMark, MARK, markOf, type Mark } from './mark';

/** What was there of the probe's own, and what became of it. */
export interface Tidying {
	/** Deals of earlier calls that were found. */
	readonly found: number;
	/** Deals, orders and payments that were removed. */
	readonly removed: number;
	/** What is still there, each in words that say how to remove it. */
	readonly left: readonly string[];
}

export const NOTHING_TO_TIDY: Tidying = { found: 0, removed: 0, left: [] };

/** A deal that the probe made. */
export interface OwnDeal {
	readonly id: number;
	readonly mark: Mark;
	/** Payments that this very call has made in it. */
	readonly paymentIds?: readonly number[];
}

/** How a call is made: as one of the walk, or as one that cleans up. */
type Call = (ask: Ask) => Promise<Answer>;

/**
 * The deals that bear the probe's mark: what an earlier call, or this one, left behind.
 * @returns undefined when the portal cannot be searched for them
 */
export async function findOwnDeals(name: string, call: Call): Promise<OwnDeal[] | undefined> {
	const answer = await call({
		name,
		method: 'crm.item.list',
		params: {
			entityTypeId: 2,
			select: ['id', 'title', 'createdTime'],
			filter: { '%title': MARK },
			order: { id: 'DESC' },
			start: 0,
		},
	});
	if (answer.kind !== 'value') return undefined;
	const bearing = rowsUnder(answer, 'items').flatMap((row) => {
		const mark = markOf(row);
		const id = numberOf(row.id);
		return mark && id ? [{ id, mark }] : [];
	});
	return bearing.filter((deal) => !bearing.some((other) => isCopyOf(deal, other)));
}

/** The probe gives each mark to one deal; what bears it besides was copied by somebody later. */
function isCopyOf(deal: OwnDeal, other: OwnDeal): boolean {
	return deal.mark.nonce === other.mark.nonce && deal.id > other.id;
}

/** Removes deals with all that the probe made in them. What is not surely its own stays. */
export async function removeDeals(session: Session, deals: readonly OwnDeal[]): Promise<Tidying> {
	let tidying: Tidying = { ...NOTHING_TO_TIDY, found: deals.length };
	for (const deal of deals) {
		const { removed, left } = await new Removal(session, deal).run();
		tidying = {
			...tidying,
			removed: tidying.removed + removed,
			left: [...tidying.left, ...left],
		};
	}
	return tidying;
}

/** Removes one deal: its payments, then its orders, then itself. */
class Removal {
	private removed = 0;

	/** Something is left by which the deal is wanted: people's things, or what may go another time. */
	private isNeeded = false;

	private readonly left: string[] = [];

	constructor(
		private readonly session: Session,
		private readonly deal: OwnDeal,
	) {}

	async run(): Promise<Pick<Tidying, 'removed' | 'left'>> {
		const { id } = this.deal;
		await this.removePayments();
		if (!this.isNeeded) await this.removeOrders();
		if (!this.isNeeded) await this.remove(`deal ${id}`, 'crm.item.delete', { entityTypeId: 2, id });
		else this.left.push(`deal ${id}: it is kept for what is left in it`);
		return { removed: this.removed, left: this.left };
	}

	private async removePayments(): Promise<void> {
		const answer = await this.clean('crm.item.payment.list', {
			entityTypeId: 2,
			entityId: this.deal.id,
		});
		if (answer.kind !== 'value') return this.keep(`payments of deal ${this.deal.id}`, answer);
		for (const row of rowsIn(answer.value)) await this.removePayment(row);
	}

	private async removePayment(row: JsonObject): Promise<void> {
		const id = numberOf(row.id) ?? 0;
		const what = `payment ${id} of deal ${this.deal.id}`;
		if (!(await this.isOwn(row))) {
			return this.leave(`${what}: the probe did not make it`);
		}
		if (row.paid === 'Y') await this.clean('crm.item.payment.unpay', { id });
		await this.remove(what, 'crm.item.payment.delete', { id });
	}

	/**
	 * A payment bears the mark from its second request on. One without it is the probe's only as it
	 * was made: the first of its order, unpaid and of no amount.
	 */
	private async isOwn(row: JsonObject): Promise<boolean> {
		const id = numberOf(row.id) ?? 0;
		const { paymentIds = [], mark } = this.deal;
		if (paymentIds.includes(id)) return true;
		const answer = await this.clean('sale.payment.get', { id });
		const shown = answer.kind === 'value' && isObject(answer.value) ? answer.value.payment : {};
		if (bearsMark(shown, mark)) return true;
		const isFresh = row.paid === 'N' && numberOf(row.sum) === 0;
		return isFresh && /\/1$/.test(textOf(row.accountNumber));
	}

	private async removeOrders(): Promise<void> {
		const answer = await this.clean('crm.orderentity.list', {
			filter: { '=ownerId': this.deal.id, '=ownerTypeId': 2 },
			start: -1,
		});
		if (answer.kind !== 'value') return this.keep(`orders of deal ${this.deal.id}`, answer);
		const rows = rowsUnder(answer, 'orderEntity').filter(
			({ ownerId, ownerTypeId }) =>
				numberOf(ownerId) === this.deal.id && numberOf(ownerTypeId) === 2,
		);
		for (const { orderId } of rows) await this.removeOrder(numberOf(orderId) ?? 0);
	}

	/** Only one in which nothing is: the probe fills none. */
	private async removeOrder(id: number): Promise<void> {
		const what = `order ${id} of deal ${this.deal.id}`;
		const answer = await this.clean('sale.order.get', { id });
		const order =
			answer.kind === 'value' && isObject(answer.value) ? answer.value.order : undefined;
		if (!isObject(order)) return this.keep(what, answer);
		const isEmpty = rowsIn(order.payments).length === 0 && (numberOf(order.price) ?? 0) === 0;
		if (isEmpty) await this.remove(what, 'sale.order.delete', { id });
		else this.leave(`${what}: there is something in it that the probe did not make`);
	}

	private async remove(what: string, method: string, params: IDataObject): Promise<void> {
		const answer = await this.clean(method, params);
		if (answer.kind === 'value') this.removed += 1;
		else this.keep(what, answer);
	}

	/** What a portal has no method to remove will not go another time either. */
	private keep(what: string, answer: Answer): void {
		const cure = answer.kind === 'error' ? 'Delete it in Bitrix24' : 'The next --write tries again';
		this.left.push(`${what}: ${whyNot(answer)}. ${cure}`);
		const code = answer.kind === 'error' ? textOf(answer.code) : '';
		if (reasonFor(code, '')?.why !== 'method') this.isNeeded = true;
	}

	private leave(words: string): void {
		this.left.push(words);
		this.isNeeded = true;
	}

	private async clean(method: string, params: IDataObject): Promise<Answer> {
		const name = `tidying: ${method}`;
		return await this.session.clean({ name, method, params });
	}
}

function whyNot(answer: Answer): string {
	if (answer.kind === 'error') return `Bitrix24 refused it with ${codeShown(answer.code)}`;
	return answer.kind === 'untried' ? answer.text : 'Bitrix24 did not answer';
}

function rowsUnder(answer: Answer, key: string): JsonObject[] {
	return answer.kind === 'value' && isObject(answer.value) ? rowsIn(answer.value[key]) : [];
}
