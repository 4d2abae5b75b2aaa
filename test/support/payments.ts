import type { IDataObject } from 'n8n-workflow';

import type { Input } from '../../nodes/Bitrix24Payments/parameters/input';
import { paymentFrom, type Payment } from '../../nodes/Bitrix24Payments/records/payment';
import type {
	Change,
	ChangeOperation,
	Judgement,
	PaymentChange,
} from '../../nodes/Bitrix24Payments/operations/change';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';

export const HOST = 'acme.bitrix24.com';

type Surroundings = Partial<Omit<Input, 'parameter'>>;

/** Parameters as n8n hands them to an operation. */
export function inputOf(parameters: IDataObject, surroundings: Surroundings = {}): Input {
	return {
		parameter: (name) => parameters[name],
		timezone: 'Europe/Berlin',
		portalHost: HOST,
		isTool: false,
		masked: (text) => text,
		...surroundings,
	};
}

/** The change that an operation on one existing payment makes of its parameters. */
export function changeOf(
	operation: ChangeOperation,
	parameters: IDataObject,
	surroundings: Surroundings = {},
): PaymentChange {
	return requested(operation, inputOf({ paymentId: 1038, ...parameters }, surroundings));
}

/** The change that an item asks for, of the payment with the ID that it gives, if it gives one. */
export function requested<State>(operation: ChangeOperation, input: Input): Change<State> {
	const { ref, change } = operation.request(input);
	return change(ref?.by === 'id' ? ref.id : 0) as Change<State>;
}

const UNPAID: IDataObject = {
	id: 1038,
	accountNumber: '356/1',
	paid: 'N',
	datePaid: null,
	empPaidId: null,
	paySystemId: 7,
	sum: 100.5,
	currency: 'EUR',
	paySystemName: 'Bank transfer',
	comments: '',
	marked: 'N',
	reasonMarked: '',
};

/** A payment as a read shows it; unpaid unless the fields say otherwise. */
export function payment(fields: IDataObject = {}): Payment {
	const read = paymentFrom({ ...UNPAID, ...fields }, 1038);
	if (!read) throw new Error('This is no payment');
	return read;
}

export const PAID_AT = '2026-04-10T10:00:00+02:00';

export function paidPayment(fields: IDataObject = {}): Payment {
	return payment({ paid: 'Y', datePaid: PAID_AT, empPaidId: 1, ...fields });
}

const BLAMING = /\b(error|problem|failure|mistake)s?\b/i;

/** The failure that a function throws; it has to be one of the user's input and worded decently. */
export function refusal(run: () => unknown): Failure {
	let failure: unknown;
	try {
		failure = { returned: run() };
	} catch (error) {
		failure = error;
	}
	expect(failure).toBeInstanceOf(Failure);
	const { code, message, description, retryable } = failure as Failure;
	expect({ code, retryable }).toEqual({ code: 'INVALID_INPUT', retryable: false });
	expect(`${message} ${description}`).not.toMatch(BLAMING);
	expect(message).toMatch(/\w{3}/);
	expect(description).toMatch(/\w{3}/);
	return failure as Failure;
}

/** The failure of a judgement; one that is content ends the test. */
export function verdict(judgement: Judgement): Failure {
	if (judgement.asWanted) throw new Error('The judgement is content');
	return judgement.failure;
}
