import type { IDataObject } from 'n8n-workflow';

import type { Command, Reply } from '../../../nodes/Bitrix24Payments/portal/command';
import { filledIn } from '../../../nodes/Bitrix24Payments/portal/earlier';
import { commandFor, type Look } from '../../../nodes/Bitrix24Payments/portal/look';
import { seconds } from './payments';

interface FakeOrder {
	readonly id: number;
	readonly dateUpdate: string;
	readonly payments: IDataObject[];
}

/** Answers looks at orders and payments at once, as the portal does, from a list of orders. */
export class FakePortal {
	orders: FakeOrder[] = [];

	/** The `time` block of every answer. */
	time: IDataObject | undefined = { date_start: '2026-05-14T12:00:00+02:00' };

	/** A moment as the portal's database keeps and compares it, in seconds. */
	kept = (moment: number) => moment;

	/** A part of what is asked that the portal does not know, and drops without a word. */
	drops: 'order' | '<dateUpdate' | undefined;

	/** Happens after each call, before its answer arrives. */
	meanwhile: (call: Command) => void = () => {};

	/** Every call, in order. */
	readonly calls: Command[] = [];

	/** Lets a generator have its conversation to the end. */
	talk<T>(talk: Generator<Look[], T, Reply[]>): T {
		let step = talk.next();
		while (!step.done) step = talk.next(step.value.map((look) => this.see(look)));
		return step.value;
	}

	private see(look: Look): Reply {
		if (look.show === 'answer') return this.answer(commandFor(look));
		if (look.show !== 'chain') throw new Error(`Nobody looks at ${look.show} here`);
		const replies: Reply[] = [];
		for (const { method, params } of look.commands) {
			const before = replies.at(-1);
			const filled = filledIn(params, before?.kind === 'value' ? before.value : undefined);
			if (!filled) break;
			replies.push(this.answer({ method, params: filled }));
		}
		return { kind: 'value', value: replies };
	}

	private answer(asked: Command): Reply {
		this.calls.push(asked);
		const command = this.understood(asked);
		const isOrders = command.method === 'sale.order.list';
		const rows = isOrders ? this.ordersFor(command.params) : this.paymentsFor(command.params);
		const start = Math.max(0, Number(command.params.start));
		const shown = rows.slice(start, start + 50);
		const value = { [isOrders ? 'orders' : 'payments']: shown };
		this.meanwhile(command);
		return { kind: 'value', value, total: rows.length, time: this.time };
	}

	private understood({ method, params }: Command): Command {
		const { filter = {}, order, ...others } = params;
		const { '<dateUpdate': until, ...rest } = filter as IDataObject;
		const known = this.drops === '<dateUpdate' || until === undefined ? rest : filter;
		const sorting = this.drops === 'order' ? {} : order;
		return { method, params: { ...others, filter: known, order: sorting } };
	}

	private ordersFor({ filter = {}, order }: IDataObject): IDataObject[] {
		const { '>id': after = 0, ...span } = filter as IDataObject;
		const rows = this.once(JSON.stringify([span, order]), () => this.ordersWithin(span, order));
		return rows.filter(({ id }) => Number(id) > Number(after));
	}

	private ordersWithin(span: IDataObject, order: unknown): IDataObject[] {
		const { '>=dateUpdate': from, '<dateUpdate': until } = span;
		const moment = (date: unknown) => this.kept(seconds(String(date)));
		return this.orders
			.filter(({ dateUpdate }) => !from || moment(dateUpdate) >= moment(from))
			.filter(({ dateUpdate }) => !until || moment(dateUpdate) < moment(until))
			.sort((one, other) =>
				'dateUpdate' in (order as IDataObject)
					? seconds(other.dateUpdate) - seconds(one.dateUpdate)
					: one.id - other.id,
			)
			.map(({ id, dateUpdate }) => ({ id, dateUpdate }));
	}

	/** Thousands of orders are listed page by page; as long as they are the same, so is the list. */
	private once(question: string, answer: () => IDataObject[]): IDataObject[] {
		if (this.answered.orders !== this.orders) this.answered = { orders: this.orders, lists: {} };
		return (this.answered.lists[question] ??= answer());
	}

	private answered: { orders: readonly FakeOrder[]; lists: Record<string, IDataObject[]> } = {
		orders: [],
		lists: {},
	};

	private paymentsFor({ filter = {}, order }: IDataObject): IDataObject[] {
		const { '=orderId': ids, '>id': after = 0 } = filter as {
			'=orderId'?: number[];
			'>id'?: number;
		};
		const wanted = ids && new Set(ids);
		const rows = this.orders
			.filter(({ id }) => !wanted || wanted.has(id))
			.flatMap(({ id, payments }) => payments.map((row) => ({ paid: 'N', orderId: id, ...row })))
			.filter(({ id }: IDataObject) => Number(id) > Number(after))
			.sort((one: IDataObject, other: IDataObject) => Number(one.id) - Number(other.id));
		return (order as IDataObject).id === 'desc' ? rows.reverse() : rows;
	}
}
