import type { IDataObject } from 'n8n-workflow';

import { codeShown, reasonFor } from '../judge/codes';
import { numberOf, textOf } from '../judge/json';
import type { Answer } from '../net/answer';
import type { BatchCommand } from '../net/ask';
import type { Session } from '../net/session';
import { bearsMark, markingFields, titleOf, type Mark } from './mark';
import { cashSystem, choosePaySystem, pick } from './choices';
import { AWKWARD, UNKNOWN_ID } from './names';
import { awkwardComment, LONG_REASON, sampleFields, UNROUNDED } from './samples';

/** Orders keep the second of their change, so that two changes have to be that far apart. */
const MORE_THAN_A_SECOND_MS = 1200;

const ADD = 'crm.item.payment.add';
const UPDATE = 'sale.payment.update';
const STORE = 'sale.payment.get';

/** A CRM type that no portal has. */
const UNKNOWN_TYPE = 999_999;

/** Everything that writes, on a deal and a payment that the trial has made itself. */
export class Trial {
	/** What this call has made, as far as the portal told. */
	readonly own: { dealId?: number; paymentIds: number[] } = { paymentIds: [] };

	private paymentId = 0;

	private orderId = 0;

	private paySystemId = 0;

	constructor(
		private readonly session: Session,
		private readonly mark: Mark,
	) {}

	/** Tries one thing after another, the most important first: time may run out. */
	async run(): Promise<void> {
		if (!(await this.makePayment())) return;
		await this.payAndUnpay();
		await this.updates();
		await this.batches();
		await this.paySystem();
		await this.deletion();
	}

	/** Whether there is a marked payment to try things on. */
	private async makePayment(): Promise<boolean> {
		const fields = { title: titleOf(this.mark) };
		const deal = await this.write('deal made', 'crm.item.add', { entityTypeId: 2, fields });
		this.own.dealId = numberOf(pick(deal, 'item')?.id);
		if (this.own.dealId === undefined) return this.giveUp('make a deal', deal);
		const entity = { entityTypeId: 2, entityId: this.own.dealId };
		const added = await this.write('payment made', ADD, entity);
		this.paymentId = (added.kind === 'value' ? numberOf(added.value) : undefined) ?? 0;
		if (this.paymentId <= 0) return this.giveUp('make a payment', added);
		this.own.paymentIds.push(this.paymentId);
		const fresh = pick(await this.read('payment as made'), 'payment');
		this.orderId = numberOf(fresh?.orderId) ?? 0;
		this.paySystemId = choosePaySystem(this.session.answers, fresh);
		await this.write('update without payment system', UPDATE, {
			id: this.paymentId,
			fields: { psStatusCode: 'probe' },
		});
		await this.update('payment marked', markingFields(this.mark));
		const marked = pick(this.session.answers.get('payment marked/payment'), 'payment');
		if (bearsMark(marked, this.mark)) return true;
		return this.giveUp('mark its payment', this.session.answers.get('payment marked/write'));
	}

	/** Without a marked payment nothing else is tried. */
	private giveUp(what: string, answer: Answer | undefined): false {
		const reason =
			answer?.kind === 'error' ? reasonFor(textOf(answer.code), textOf(answer.text)) : undefined;
		const why = answer?.kind === 'untried' ? answer.why : (reason?.why ?? 'data');
		const words = answer?.kind === 'untried' ? answer.text : (reason?.words ?? refusalIn(answer));
		this.session.unasked = { why, text: `the probe could not ${what}: ${words}` };
		return false;
	}

	private async payAndUnpay(): Promise<void> {
		await this.look('before pay');
		await this.session.sleep(MORE_THAN_A_SECOND_MS);
		await this.step('pay', 'crm.item.payment.pay');
		await this.session.sleep(MORE_THAN_A_SECOND_MS);
		await this.step('pay again', 'crm.item.payment.pay');
		await this.update('amount of the paid', { sum: 9 });
		await this.step('unpay', 'crm.item.payment.unpay');
		await this.step('unpay again', 'crm.item.payment.unpay');
	}

	private async updates(): Promise<void> {
		const userId = await this.userId();
		const { sum, ...others } = sampleFields(this.mark, userId);
		// On a paid payment the amount alone would have the whole update refused.
		const fields = this.isPaid('unpay again/payment') ? others : { sum, ...others };
		await this.update('update of all fields', fields);
		await this.update('reason and rounding', {
			marked: 'Y',
			reasonMarked: LONG_REASON,
			psSum: UNROUNDED,
		});
		await this.update('empty date', { dateBill: '' });
		await this.update('unknown and read-only fields', { probeNoSuchName: 1, currency: 'XXX' });
		await this.update('paid by update', { paid: 'Y', datePaid: '2026-01-16T09:00:00+03:00' });
		await this.update('paid with another letter', { paid: 'y' });
	}

	private async batches(): Promise<void> {
		const id = this.paymentId;
		const get: BatchCommand = { method: STORE, params: { id } };
		const comment = encodeURIComponent(awkwardComment(this.mark, AWKWARD));
		const reference = encodeURIComponent('probe $results[before][payment][id]');
		const system = `fields[paySystemId]=${this.paySystemId}`;
		const texts = `fields[comments]=${comment}&fields[psStatusMessage]=${reference}`;
		await this.session.askBatch({
			name: 'batch of writes',
			commands: {
				before: get,
				update: `${UPDATE}?id=${id}&${system}&${texts}`,
				updated: get,
				pay: { method: 'crm.item.payment.pay', params: { id } },
				paid: get,
				unpay: { method: 'crm.item.payment.unpay', params: { id } },
				unpaid: get,
				deleteUnknown: { method: 'crm.item.payment.delete', params: { id: UNKNOWN_ID } },
			},
			writes: true,
		});
		// Refused with the status of a denial: the type does not exist, so nothing can be added.
		await this.session.askBatch({
			name: 'batch with a denial',
			commands: {
				good: 'scope',
				denied: { method: ADD, params: { entityTypeId: UNKNOWN_TYPE, entityId: UNKNOWN_ID } },
			},
			writes: true,
		});
	}

	private async paySystem(): Promise<void> {
		const method = 'sale.paysystem.pay.payment';
		const cashId = cashSystem(this.session.answers);
		if (cashId === undefined) {
			for (const name of ['pay in cash', 'after pay in cash', 'unknown payment in cash']) {
				this.session.leaveOut(name, 'data', 'no payment system of the kind cash was found');
			}
		} else {
			if (cashId !== this.paySystemId) await this.update('cash chosen', { paySystemId: cashId });
			const ids = { PAYMENT_ID: this.paymentId, PAY_SYSTEM_ID: cashId };
			await this.write('pay in cash', method, ids);
			await this.look('after pay in cash');
			await this.write('unknown payment in cash', method, { ...ids, PAYMENT_ID: UNKNOWN_ID });
		}
		await this.write('unknown payment system', method, {
			PAYMENT_ID: this.paymentId,
			PAY_SYSTEM_ID: UNKNOWN_ID,
		});
		await this.write('payment link', 'salescenter.payment.getPublicUrl', { id: this.paymentId });
	}

	private async deletion(): Promise<void> {
		const id = this.paymentId;
		await this.step('pay before delete', 'crm.item.payment.pay');
		await this.write('delete the paid', 'crm.item.payment.delete', { id });
		await this.step('unpay before delete', 'crm.item.payment.unpay');
		await this.write('delete', 'crm.item.payment.delete', { id });
		await this.write('delete again', 'crm.item.payment.delete', { id });
		await this.read('payment after delete');
	}

	/**
	 * A write and how payment and order look afterwards, in one request, as the node does it; alone
	 * where a batch does not take the method.
	 */
	private async step(name: string, method: string): Promise<void> {
		const params = { id: this.paymentId };
		await this.session.askBatch({
			name,
			commands: { write: { method, params }, ...this.looks() },
			writes: true,
		});
		const answer = this.session.answers.get(`${name}/write`);
		if (answer?.kind !== 'error' || answer.code !== 'ERROR_BATCH_METHOD_NOT_ALLOWED') return;
		await this.write(`${name}/write`, method, params);
		await this.look(name);
	}

	/** The same with an update; the payment system has to go with every one. */
	private async update(name: string, fields: IDataObject): Promise<void> {
		const params = { id: this.paymentId, fields: { paySystemId: this.paySystemId, ...fields } };
		await this.session.askBatch({
			name,
			commands: {
				write: { method: UPDATE, params },
				payment: this.looks().payment as BatchCommand,
			},
			writes: true,
		});
	}

	private isPaid(name: string): boolean {
		return pick(this.session.answers.get(name), 'payment')?.paid === 'Y';
	}

	private async look(name: string): Promise<void> {
		await this.session.askBatch({ name, commands: this.looks() });
	}

	private looks(): Record<string, BatchCommand> {
		const filter = { '=id': [this.orderId] };
		return {
			payment: { method: STORE, params: { id: this.paymentId } },
			order: {
				method: 'sale.order.list',
				params: { select: ['id', 'dateUpdate'], filter, start: -1 },
			},
		};
	}

	private async read(name: string): Promise<Answer> {
		return await this.session.ask({ name, method: STORE, params: { id: this.paymentId } });
	}

	private async write(name: string, method: string, params: IDataObject): Promise<Answer> {
		return await this.session.ask({ name, method, params, writes: true });
	}

	private async userId(): Promise<number> {
		const { userId, tokenAnswer } = this.session.access;
		const known = numberOf(userId) ?? numberOf(tokenAnswer?.user_id);
		if (known !== undefined) return known;
		const profile = pick(await this.session.ask({ name: 'profile', method: 'profile' }));
		return numberOf(profile?.ID) ?? 1;
	}
}

function refusalIn(answer: Answer | undefined): string {
	return answer?.kind === 'error' ? `refused with ${codeShown(answer.code)}` : 'it is not there';
}
