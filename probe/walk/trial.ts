import { codeShown, reasonFor } from '../judge/codes';
import { numberOf, textOf, type JsonObject } from '../judge/json';
import type { Answer } from '../net/answer';
import type { BatchCommand } from '../net/ask';
import type { Session } from '../net/session';
import { bearsMark, markingFields, titleOf, type Mark } from './mark';
import { cashSystem, choosePaySystem, pick } from './choices';
import { AWKWARD, UNKNOWN_ID } from './names';
import { Steps, STORE, UPDATE } from './steps';
import { awkwardComment, LONG_REASON, sampleFields, SECOND_SUM, UNROUNDED } from './samples';

/** Orders keep the second of their change, so that two changes have to be that far apart. */
const MORE_THAN_A_SECOND_MS = 1200;

const ADD = 'crm.item.payment.add';
const PAY = 'crm.item.payment.pay';
const DELETE = 'crm.item.payment.delete';

/** A CRM type that no portal has. */
const UNKNOWN_TYPE = 999_999;

/** Everything that writes, on a deal and a payment that the trial has made itself. */
export class Trial {
	/** What this call has made, as far as the portal told. */
	readonly own: { dealId?: number; paymentIds: number[] } = { paymentIds: [] };

	private readonly session: Session;

	constructor(
		private readonly steps: Steps,
		private readonly mark: Mark,
	) {
		this.session = steps.session;
	}

	/** Tries one thing after another, the most important first: time may run out. */
	async run(): Promise<void> {
		if (!(await this.makePayment())) return;
		await this.payAndUnpay();
		if (!(await this.updates())) return;
		await this.batches();
		await this.paySystem();
		await this.secondPayment();
		await this.deletion();
	}

	/** Whether there is a marked payment to try things on. */
	private async makePayment(): Promise<boolean> {
		const fields = { title: titleOf(this.mark) };
		const deal = await this.steps.write('deal made', 'crm.item.add', { entityTypeId: 2, fields });
		// An answer that is about something else must not make that the probe's own.
		const made = pick(deal, 'item');
		this.own.dealId = made?.title === fields.title ? numberOf(made.id) : undefined;
		if (this.own.dealId === undefined) return this.giveUp('make a deal', deal);
		const cash = cashSystem(this.session.answers);
		const added = await this.steps.write('payment made', ADD, {
			entityTypeId: 2,
			entityId: this.own.dealId,
			...(cash === undefined ? {} : { fields: { paySystemId: cash } }),
		});
		this.steps.paymentId = (added.kind === 'value' ? numberOf(added.value) : undefined) ?? 0;
		if (this.steps.paymentId <= 0) return this.giveUp('make a payment', added);
		const fresh = pick(await this.steps.read('payment as made'), 'payment');
		if (!isFresh(fresh)) return this.giveUp('make a new payment', added);
		this.own.paymentIds.push(this.steps.paymentId);
		this.steps.orderId = numberOf(fresh?.orderId) ?? 0;
		this.steps.paySystemId = choosePaySystem(this.session.answers, fresh);
		await this.steps.write('update without payment system', UPDATE, {
			id: this.steps.paymentId,
			fields: { psStatusCode: 'probe' },
		});
		await this.steps.update('payment marked', markingFields(this.mark));
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
		await this.steps.look('before pay');
		await this.session.sleep(MORE_THAN_A_SECOND_MS);
		await this.steps.step('pay', PAY);
		await this.session.sleep(MORE_THAN_A_SECOND_MS);
		await this.steps.step('pay again', PAY);
		await this.steps.update('amount of the paid', { sum: 9 });
		await this.steps.step('unpay', 'crm.item.payment.unpay');
		await this.steps.step('unpay again', 'crm.item.payment.unpay');
	}

	/** Whether the payment is still there afterwards. */
	private async updates(): Promise<boolean> {
		const userId = await this.steps.userId();
		const { sum, ...others } = sampleFields(this.mark, userId);
		// On a paid payment the amount alone would have the whole update refused.
		const fields = this.isPaid('unpay again/payment') ? others : { sum, ...others };
		await this.steps.update('update of all fields', fields);
		await this.steps.updateTogether('odd values', {
			'reason and rounding': { marked: 'Y', reasonMarked: LONG_REASON, psSum: UNROUNDED },
			'empty date': { dateBill: '' },
			'unknown and read-only fields': { probeNoSuchName: 1, currency: 'XXX' },
		});
		await this.steps.update('paid by update', { paid: 'Y', datePaid: '2026-01-16T09:00:00+03:00' });
		if (await this.isPaidDeleted()) return false;
		await this.steps.update('paid with another letter', { paid: 'y' });
		return true;
	}

	/** Should the portal delete what is paid, there is nothing left to try anything else on. */
	private async isPaidDeleted(): Promise<boolean> {
		if (!this.isPaid('paid by update/payment')) await this.steps.step('pay before delete', PAY);
		else this.session.same('paid by update/payment', 'pay before delete/payment');
		if (!this.isPaid('pay before delete/payment')) {
			this.session.leaveOut('delete the paid', 'data', 'the payment was not booked');
			return false;
		}
		const params = { id: this.steps.paymentId };
		const { kind } = await this.steps.write('delete the paid', DELETE, params);
		if (kind !== 'value') return false;
		this.session.unasked = {
			why: 'data',
			text: 'the portal deleted the payment while it was paid',
		};
		return true;
	}

	private async batches(): Promise<void> {
		const id = this.steps.paymentId;
		const get: BatchCommand = { method: STORE, params: { id } };
		const comment = encodeURIComponent(awkwardComment(this.mark, AWKWARD));
		const reference = encodeURIComponent('probe $results[before][payment][id]');
		const system = `fields[paySystemId]=${this.steps.paySystemId}`;
		const texts = `fields[comments]=${comment}&fields[psStatusMessage]=${reference}`;
		await this.session.askBatch({
			name: 'batch of writes',
			commands: {
				before: get,
				update: `${UPDATE}?id=${id}&${system}&${texts}`,
				updated: get,
				pay: { method: PAY, params: { id } },
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
			if (cashId !== this.steps.paySystemId)
				await this.steps.update('cash chosen', { paySystemId: cashId });
			const ids = { PAYMENT_ID: this.steps.paymentId, PAY_SYSTEM_ID: cashId };
			await this.steps.write('pay in cash', method, ids);
			await this.steps.look('after pay in cash');
			await this.steps.write('unknown payment in cash', method, { ...ids, PAYMENT_ID: UNKNOWN_ID });
		}
		await this.steps.write('unknown payment system', method, {
			PAYMENT_ID: this.steps.paymentId,
			PAY_SYSTEM_ID: UNKNOWN_ID,
		});
		// As the node asks for it, with the picture.
		const params = { id: this.steps.paymentId, options: { qr: 1 } };
		await this.session.askTogether('links', [
			{ name: 'payment link', method: 'salescenter.payment.getPublicUrl', params, writes: true },
		]);
	}

	/** A payment of the order with all its fields at once, and the list that shows it. */
	private async secondPayment(): Promise<void> {
		const fields = {
			orderId: this.steps.orderId,
			paySystemId: this.steps.paySystemId,
			sum: SECOND_SUM,
		};
		const marked = { ...fields, ...markingFields(this.mark) };
		const add = { name: 'second payment made', method: 'sale.payment.add' };
		await this.session.askTogether('second payment', [
			{ ...add, params: { fields: marked }, writes: true },
			{
				name: 'payments of the order',
				method: 'sale.payment.list',
				params: { filter: { '=orderId': this.steps.orderId }, order: { id: 'desc' }, start: -1 },
			},
		]);
		const made = pick(this.session.answers.get(add.name), 'payment');
		const id = numberOf(made?.id) ?? 0;
		if (id > 0 && bearsMark(made, this.mark)) this.own.paymentIds.push(id);
	}

	private async deletion(): Promise<void> {
		const { paymentId } = this.steps;
		const own = { method: DELETE, params: { id: paymentId }, writes: true } as const;
		await this.steps.look('before delete');
		await this.session.ask({ ...own, name: 'delete' });
		const others = this.own.paymentIds.filter((id) => id !== paymentId);
		await this.session.askTogether('deletions', [
			{ ...own, name: 'delete again' },
			{ name: 'payment after delete', method: STORE, params: own.params },
			...others.map((id) => ({ ...own, params: { id }, name: 'delete the second' })),
		]);
	}

	private isPaid(name: string): boolean {
		return pick(this.session.answers.get(name), 'payment')?.paid === 'Y';
	}
}

/** Whether a payment is as one is made: unpaid and without an amount. */
function isFresh(payment: JsonObject | undefined): boolean {
	return payment?.paid === 'N' && numberOf(payment.sum) === 0;
}

function refusalIn(answer: Answer | undefined): string {
	return answer?.kind === 'error'
		? `refused with ${codeShown(answer.code)}`
		: 'the answer is about something else';
}
