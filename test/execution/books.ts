import type { IDataObject } from 'n8n-workflow';

import type { Exchange } from '../../nodes/Bitrix24Payments/portal/http';
import {
	LOST_ANSWER,
	type CommandAnswer,
	type FakeClock,
	type FakePortal,
	type SentCommand,
	type SentRequest,
} from '../portal/support';

/** What changes something, by the end of its name. */
const WRITE = /\.(pay|unpay|update|delete|add|payment)$/;

/** Methods in short. */
const NAMES: Readonly<Record<string, string>> = {
	'crm.item.payment.add': 'add',
	'crm.item.payment.delete': 'delete',
	'crm.item.payment.get': 'get',
	'crm.item.payment.list': 'get of deal',
	'crm.item.payment.pay': 'pay',
	'crm.item.payment.unpay': 'unpay',
	'sale.payment.list': 'list',
	'sale.payment.update': 'update',
	'sale.paysystem.pay.payment': 'charge',
};

const NOT_FOUND = { error: '0', error_description: 'Payment has not been found' };

/** The payments of a portal, which may be late to show what it did. */
export class Books {
	readonly rows = new Map<number, IDataObject>();

	/** When each request arrived, in ms, and what it was to carry out. */
	readonly traffic: Array<{ readonly at: number; readonly methods: string[] }> = [];

	/** How long it takes until reads show what a write did; ms. */
	lateMs = 0;

	canList = true;

	/** Answers a command in place of the portal, unless with undefined; nothing is carried out then. */
	instead: (command: SentCommand) => CommandAnswer | undefined = () => undefined;

	/** Called before the portal answers a request that only reads, with the number of it. */
	onLook: (number: number) => void = () => {};

	private coming: Array<{ readonly at: number; readonly act: () => void }> = [];

	/** What becomes of requests that write; by default they are delivered. */
	onWrite: (deliver: () => Exchange, request: SentRequest) => Exchange = (deliver) => deliver();

	constructor(
		private readonly clock: FakeClock,
		server: FakePortal,
	) {
		server.answer = (command) => this.answer(command);
		server.line = (request, deliver) => this.pass(request, deliver);
	}

	/** The answers to the next so many writes get lost, after or before the portal carried them out. */
	loseWrites(times: number, isCarriedOut = false): void {
		let left = times;
		this.onWrite = (deliver) => {
			if (left-- <= 0) return deliver();
			if (isCarriedOut) deliver();
			return LOST_ANSWER;
		};
	}

	add(id: number, fields: IDataObject = {}): void {
		const row = { id, orderId: id, accountNumber: `${id}/1`, paid: 'N', datePaid: null };
		const rest = {
			sum: 100.5,
			currency: 'EUR',
			paySystemId: 7,
			paySystemName: 'Bank',
			comments: '',
		};
		this.rows.set(id, { ...row, ...rest, ...fields });
	}

	/** Somebody else does something so many ms from now. */
	later(ms: number, act: () => void): void {
		this.coming.push({ at: this.clock.time + ms, act });
	}

	set(id: number, fields: IDataObject): void {
		const row = this.rows.get(id);
		if (row) this.rows.set(id, { ...row, ...fields });
	}

	/** How often a method reached the portal, whatever became of its answer. */
	sent(method: RegExp | string): number {
		const all = this.traffic.flatMap(({ methods }) => methods);
		return all.filter((one) => (typeof method === 'string' ? one === method : method.test(one)))
			.length;
	}

	/** When reads arrived that came without a write, in ms. */
	get looksAt(): number[] {
		return this.traffic
			.filter(({ methods }) => !methods.some((method) => WRITE.test(method)))
			.map(({ at }) => at);
	}

	get writesAt(): number[] {
		return this.traffic
			.filter(({ methods }) => methods.some((method) => WRITE.test(method)))
			.map(({ at }) => at);
	}

	/** What each request was to carry out, such as "5 pay, list": how much of what. */
	get told(): string[] {
		return this.traffic.map(({ methods }) => {
			const names = methods.map((method) => NAMES[method] ?? method);
			const parts = [...new Set(names)].map((name) => {
				const count = names.filter((other) => other === name).length;
				return count === 1 ? name : `${count} ${name}`;
			});
			return parts.join(', ');
		});
	}

	private pass(request: SentRequest, deliver: () => Exchange): Exchange {
		const commands = request.method === 'batch' ? request.commands : [request];
		const methods = commands.map(({ method }) => method);
		this.traffic.push({ at: this.clock.time, methods });
		if (methods.some((method) => WRITE.test(method))) return this.onWrite(deliver, request);
		this.onLook(this.looksAt.length);
		return deliver();
	}

	private answer(command: SentCommand): CommandAnswer {
		const due = this.coming.filter(({ at }) => at <= this.clock.time);
		this.coming = this.coming.filter(({ at }) => at > this.clock.time);
		for (const { act } of due) act();
		return this.instead(command) ?? this.carryOut(command);
	}

	private carryOut({ method, params }: SentCommand): CommandAnswer {
		if (method === 'sale.payment.list') return this.list(params);
		if (method === 'crm.item.payment.list') {
			const rows = [...this.rows.values()].filter(
				({ dealId }) => dealId === Number(params.entityId),
			);
			return { result: rows };
		}
		if (method === 'crm.item.payment.add') return this.create(params);
		const id = Number(params.id ?? params.PAYMENT_ID);
		const row = this.rows.get(id);
		if (!row) return NOT_FOUND;
		if (method === 'crm.item.payment.get') return { result: row };
		if (method === 'sale.payment.get') return { result: { payment: row } };
		const fields = method === 'sale.payment.update' ? (params.fields as IDataObject) : undefined;
		const effect = () => {
			if (method === 'crm.item.payment.delete') this.rows.delete(id);
			else this.set(id, fields ?? this.paidStatus(method));
		};
		if (this.lateMs > 0) this.later(this.lateMs, effect);
		else effect();
		return { result: fields ? { payment: { ...row, ...fields } } : true };
	}

	private paidStatus(method: string): IDataObject {
		const datePaid = new Date(this.clock.now()).toISOString();
		return method === 'crm.item.payment.unpay' ? { paid: 'N' } : { paid: 'Y', datePaid };
	}

	private list({ filter }: IDataObject): CommandAnswer {
		if (!this.canList) return { error: 'insufficient_scope', error_description: '' };
		const ids = ((filter as IDataObject)['=id'] as unknown[]).map(Number);
		return { result: { payments: ids.flatMap((id) => this.rows.get(id) ?? []) } };
	}

	private create({ entityId }: IDataObject): CommandAnswer {
		const id = 1 + Math.max(1000, ...this.rows.keys());
		const effect = () => this.add(id, { orderId: 500, dealId: Number(entityId), sum: 0 });
		if (this.lateMs > 0) this.later(this.lateMs, effect);
		else effect();
		return { result: id };
	}
}
