import type { IDataObject } from 'n8n-workflow';

import { numberOf, rowsIn } from '../judge/json';
import type { Answer } from '../net/answer';
import type { BatchCommand } from '../net/ask';
import type { Session } from '../net/session';
import { pick } from './choices';

export const UPDATE = 'sale.payment.update';
export const STORE = 'sale.payment.get';

/** How something is tried on the probe's own payment: a write, and how it looks afterwards. */
export class Steps {
	paymentId = 0;

	orderId = 0;

	paySystemId = 0;

	constructor(readonly session: Session) {}

	/**
	 * A write and how payment and order look afterwards, in one request, as the node does it; alone
	 * where a batch does not take the method.
	 */
	async step(name: string, method: string): Promise<void> {
		const params = { id: this.paymentId };
		await this.session.askBatch({
			name,
			commands: { write: { method, params }, ...this.looks() },
			writes: true,
		});
		this.showAsGot(name);
		const answer = this.session.answers.get(`${name}/write`);
		if (answer?.kind !== 'error' || answer.code !== 'ERROR_BATCH_METHOD_NOT_ALLOWED') return;
		await this.write(`${name}/write`, method, params);
		await this.look(name);
	}

	/** The same with an update; the payment system has to go with every one. */
	async update(name: string, fields: IDataObject): Promise<void> {
		const params = { id: this.paymentId, fields: { paySystemId: this.paySystemId, ...fields } };
		const { payment } = this.looks();
		const commands = { write: { method: UPDATE, params }, payment };
		await this.session.askBatch({ name, commands, writes: true });
		this.showAsGot(name);
	}

	/**
	 * Several updates in one, since each takes the portal seconds. Only where that is refused they
	 * are sent one by one, so that it shows which of them it is.
	 */
	async updateTogether(name: string, updates: Readonly<Record<string, IDataObject>>) {
		await this.update(name, Object.assign({}, ...Object.values(updates)) as IDataObject);
		const isRefused = this.session.answers.get(`${name}/write`)?.kind === 'error';
		for (const [one, fields] of Object.entries(updates)) {
			if (isRefused) await this.update(one, fields);
			else this.sameAs(name, one);
		}
	}

	private sameAs(name: string, other: string): void {
		for (const part of ['write', 'payment']) {
			this.session.same(`${name}/${part}`, `${other}/${part}`);
		}
	}

	async look(name: string): Promise<void> {
		await this.session.askBatch({ name, commands: this.looks() });
		this.showAsGot(name);
	}

	/** A list shows the payment in a fifth of the time; it is kept as if it had been got alone. */
	private showAsGot(name: string): void {
		const { answers } = this.session;
		const answer = answers.get(`${name}/payment`);
		if (answer?.kind !== 'value') return;
		const rows = rowsIn(pick(answer)?.payments);
		const payment = rows.find(({ id }) => numberOf(id) === this.paymentId);
		if (payment) answers.set(`${name}/payment`, { ...answer, value: { payment } });
		else this.session.leaveOut(`${name}/payment`, 'data', 'the list does not show the payment');
	}

	private looks(): Record<'payment' | 'order', BatchCommand> {
		const filter = { '=id': [this.orderId] };
		return {
			payment: {
				method: 'sale.payment.list',
				params: { filter: { '=id': [this.paymentId] }, order: { id: 'desc' }, start: -1 },
			},
			order: {
				method: 'sale.order.list',
				params: { select: ['id', 'dateUpdate'], filter, start: -1 },
			},
		};
	}

	async read(name: string): Promise<Answer> {
		return await this.session.ask({ name, method: STORE, params: { id: this.paymentId } });
	}

	async write(name: string, method: string, params: IDataObject): Promise<Answer> {
		return await this.session.ask({ name, method, params, writes: true });
	}

	/** The user whose credential it is. */
	async userId(): Promise<number> {
		const { userId, tokenAnswer } = this.session.access;
		const known = numberOf(userId) ?? numberOf(tokenAnswer?.user_id);
		if (known !== undefined) return known;
		const profile = pick(await this.session.ask({ name: 'profile', method: 'profile' }));
		return numberOf(profile?.ID) ?? 1;
	}
}
