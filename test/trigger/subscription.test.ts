import type { IDataObject } from 'n8n-workflow';

import type { EventKind, PaymentEvent } from '../../nodes/Bitrix24Payments/trigger/event';
import { shotOf } from '../../nodes/Bitrix24Payments/trigger/shot';
import { isSubscribed, subscriptionFrom } from '../../nodes/Bitrix24Payments/trigger/subscription';
import { refusal } from '../support/payments';
import { payment } from './support/payments';

const ALL = ['paid', 'unpaid', 'created', 'changed', 'deleted'];

const subscribe = (options: IDataObject, userId: number | undefined = 1) => {
	const parameters: IDataObject = { events: ALL, options };
	return subscriptionFrom((name) => parameters[name], userId);
};

function event(kind: EventKind, fields: IDataObject = {}): PaymentEvent {
	const known = payment(9, fields);
	const isGone = kind === 'deleted';
	return {
		kind,
		paymentId: 9,
		orderId: 7,
		at: '2026-05-14T10:00:00+02:00',
		isCertain: true,
		payment: isGone ? undefined : known,
		previous: isGone ? shotOf(known) : undefined,
	};
}

describe('What starts a workflow', () => {
	it.each<[IDataObject, EventKind, IDataObject, boolean]>([
		[{}, 'paid', {}, true],
		[{ sumFrom: 100 }, 'paid', { sum: 100 }, true],
		[{ sumFrom: 100 }, 'paid', { sum: 99.99 }, false],
		[{ sumFrom: 100 }, 'paid', { sum: null }, false],
		[{ sumFrom: 0.3 }, 'paid', { sum: 0.1 + 0.2 }, true],
		[{ sumFrom: 100 }, 'deleted', { sum: 99 }, false],
		[{ paySystemId: 3 }, 'deleted', { paySystemId: 3 }, true],
		[{ paySystemId: 3 }, 'changed', { paySystemId: 2 }, false],
		[{ ownChanges: false }, 'paid', { empPaidId: 1 }, false],
		[{ ownChanges: false }, 'paid', { empPaidId: '1' }, false],
		[{ ownChanges: false }, 'paid', { empPaidId: 2 }, true],
		[{ ownChanges: false }, 'paid', { empPaidId: null }, true],
		[{ ownChanges: false }, 'unpaid', { empPaidId: 1 }, true],
		[{ ownChanges: true }, 'paid', { empPaidId: 1 }, true],
	])('%j: %s %j is %s', (options, kind, fields, expected) => {
		expect(isSubscribed(subscribe(options), event(kind, fields))).toBe(expected);
	});

	it('is nothing that was not chosen', () => {
		const parameters: IDataObject = { events: ['unpaid'] };
		const subscription = subscriptionFrom((name) => parameters[name], undefined);
		expect(ALL.filter((kind) => isSubscribed(subscription, event(kind as EventKind)))).toEqual([
			'unpaid',
		]);
		expect(subscription.simplify).toBe(true);
	});

	it.each<[IDataObject, RegExp]>([
		[{ sumFrom: 'much' }, /'Amount From' is not an amount: 'much'/],
		[{ sumFrom: '' }, /'Amount From' is empty/],
		[{ paySystemId: { __rl: true, mode: 'list', value: '' } }, /'Payment System' is empty/],
		[{ ownChanges: 'perhaps' }, /'Own Changes' is neither on nor off/],
		[{ simplify: null }, /'Simplify' is empty/],
		[{ amountFrom: 5 }, /'Options' knows no 'amountFrom'/],
	])('%j is refused', (options, message) => {
		expect(refusal(() => subscribe(options)).message).toMatch(message);
	});

	it('is refused where one’s own payments cannot be told from others', () => {
		const parameters: IDataObject = { events: ALL, options: { ownChanges: false } };
		const refused = refusal(() => subscriptionFrom((name) => parameters[name], undefined));
		expect(refused.message).toMatch(/does not tell whose it is/);
	});
});
