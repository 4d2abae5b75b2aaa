import { DateTime } from 'luxon';

import {
	fieldProperty,
	wireValue,
	type UpdateField,
} from '../../nodes/Bitrix24Payments/parameters/updateField';
import {
	READ_ONLY_FIELDS,
	UPDATE_FIELDS,
} from '../../nodes/Bitrix24Payments/parameters/updateFields';
import { isSame } from '../../nodes/Bitrix24Payments/records/storedValue';
import { refusal } from '../support/payments';

/** The fields of `sale.payment.update` as Bitrix24 documents them. */
const DOCUMENTED = [
	'paySystemId',
	'paid',
	'datePaid',
	'empPaidId',
	'psStatus',
	'psStatusCode',
	'psStatusDescription',
	'psStatusMessage',
	'psSum',
	'psCurrency',
	'psResponseDate',
	'payVoucherNum',
	'payVoucherDate',
	'datePayBefore',
	'dateBill',
	'xmlId',
	'sum',
	'companyId',
	'payReturnNum',
	'priceCod',
	'payReturnDate',
	'empReturnId',
	'payReturnComment',
	'responsibleId',
	'empResponsibleId',
	'isReturn',
	'comments',
	'updated1c',
	'id1c',
	'version1c',
	'externalPayment',
	'psInvoiceId',
	'marked',
	'reasonMarked',
	'empMarkedId',
];

/** What else a payment shows and nobody can change. */
const READ_ONLY = [
	'id',
	'orderId',
	'accountNumber',
	'currency',
	'paySystemName',
	'paySystemXmlId',
	'paySystemIsCash',
	'dateResponsibleId',
	'dateMarked',
];

function field(name: string): UpdateField {
	const found = UPDATE_FIELDS.find((known) => known.name === name);
	if (!found) throw new Error(`There is no field ${name}`);
	return found;
}

function sent(name: string, value: unknown): unknown {
	return wireValue(field(name), value, 'Europe/Berlin');
}

/** Whether a value counts as stored when a read shows `stored` afterwards. */
function isStored(name: string, value: unknown, stored: unknown): boolean {
	return isSame(field(name).kind, wireValue(field(name), value, 'Europe/Berlin'), stored);
}

describe('The fields of an update', () => {
	it('are the 35 that Bitrix24 documents, under their own names', () => {
		expect(DOCUMENTED).toHaveLength(35);
		expect(UPDATE_FIELDS.map(({ name }) => name).sort()).toEqual([...DOCUMENTED].sort());
	});

	it('and those that cannot be changed make up all 44 fields of a payment', () => {
		expect([...READ_ONLY_FIELDS].sort()).toEqual([...READ_ONLY].sort());
		expect(new Set([...DOCUMENTED, ...READ_ONLY]).size).toBe(44);
	});

	it('have labels that are all different', () => {
		expect(new Set(UPDATE_FIELDS.map(({ label }) => label)).size).toBe(UPDATE_FIELDS.length);
	});

	it.each([
		['amount', ['priceCod', 'psSum', 'sum']],
		['currency', ['psCurrency']],
		['paySystem', ['paySystemId']],
		['flag', ['marked', 'paid', 'psStatus', 'updated1c']],
		['choice', ['externalPayment', 'isReturn']],
		['dateTime', ['dateBill', 'datePaid', 'datePayBefore', 'payVoucherDate', 'psResponseDate']],
		['date', ['payReturnDate']],
		[
			'record',
			['companyId', 'empMarkedId', 'empPaidId', 'empResponsibleId', 'empReturnId', 'responsibleId'],
		],
	])('of the kind %s are known', (kind, names) => {
		const found = UPDATE_FIELDS.filter((known) => known.kind === kind).map(({ name }) => name);
		expect(found.sort()).toEqual(names);
	});

	it.each(UPDATE_FIELDS.map((known) => [known.name, known] as const))(
		'have a property in the panel with the same name: %s',
		(name, known) => {
			const property = fieldProperty(known);
			expect(property).toMatchObject({ name, displayName: known.label });
			expect(property.description).toMatch(/\w{3}/);
			expect(property).toHaveProperty('default');
		},
	);

	it('are in the panel what their kind asks for', () => {
		const types = ['sum', 'responsibleId', 'paySystemId', 'paid', 'isReturn', 'datePaid'].map(
			(name) => fieldProperty(field(name)).type,
		);
		expect(types).toEqual([
			'number',
			'number',
			'resourceLocator',
			'boolean',
			'options',
			'dateTime',
		]);
		expect(fieldProperty(field('payReturnDate')).type).toBe('dateTime');
		expect(fieldProperty(field('comments')).type).toBe('string');
	});

	it('say of a refund that it moves money, and start with none', () => {
		const refund = fieldProperty(field('isReturn'));
		expect(refund.description).toMatch(/real money/);
		expect(refund.default).toBe('N');
		expect(
			field('isReturn')
				.choices?.map(({ value }) => value)
				.sort(),
		).toEqual(['N', 'P', 'Y']);
	});
});

describe('The value that is sent', () => {
	it.each([
		['paid', true, 'Y'],
		['paid', false, 'N'],
		['marked', 'Y', 'Y'],
		['sum', '1250,50', 1250.5],
		['sum', 0, 0],
		['psCurrency', ' EUR ', 'EUR'],
		['responsibleId', '7', 7],
		['paySystemId', { mode: 'id', value: '7' }, 7],
		['isReturn', 'P', 'P'],
		['externalPayment', 'F', 'F'],
		['comments', '', ''],
		['comments', 'a & b', 'a & b'],
		['psInvoiceId', 1, '1'],
		['datePaid', '2026-04-10T10:00:00', '2026-04-10T10:00:00+02:00'],
		['datePaid', '2026-04-10T10:00:00+03:00', '2026-04-10T10:00:00+03:00'],
		['payReturnDate', '2026-04-10T10:00:00+03:00', '2026-04-10'],
	])('for %s and %p is %p', (name, value, expected) => {
		expect(sent(name, value)).toBe(expected);
	});

	it.each([
		['paid', 1],
		['paid', 'y'],
		['paid', ''],
		['sum', '1.250'],
		['sum', ''],
		['psCurrency', 'eurozone'],
		['responsibleId', 0],
		['paySystemId', { mode: 'id', value: '' }],
		['isReturn', true],
		['isReturn', 'X'],
		['externalPayment', 'P'],
		['comments', null],
		['comments', { a: 1 }],
		['reasonMarked', 'x'.repeat(256)],
		['datePaid', ''],
		['datePaid', '2024-13-45'],
		['payReturnDate', ''],
	])('is refused with the label of the field: %s and %p', (name, value) => {
		const failure = refusal(() => sent(name, value));
		expect(failure.message.startsWith(`'${field(name).label}' `)).toBe(true);
	});
});

describe('A stored value is the one that was sent', () => {
	it.each([
		['sum', 100.5, 100.5],
		['sum', 100.5, '100.5000'],
		['priceCod', 100, '100'],
		['sum', 0, 0],
		['sum', 0, '0'],
		['responsibleId', 7, '7'],
		['paySystemId', 7, 7],
		['paid', true, 'Y'],
		['comments', '', ''],
		['comments', '', null],
		['comments', '', undefined],
		['psInvoiceId', '1', 1],
		['isReturn', 'N', 'N'],
		['datePaid', '2026-04-10T10:00:00+03:00', '2026-04-10T09:00:00+02:00'],
		['payReturnDate', '2026-04-10', '2026-04-10T02:00:00+02:00'],
		['payReturnDate', '2026-04-10', '2026-04-10'],
	])('for %s, %p and %p', (name, value, stored) => {
		expect(isStored(name, value, stored)).toBe(true);
	});

	it.each([
		['a text', '2026-04-10T10:00:00.789+02:00'],
		['a date object', new Date(Date.UTC(2026, 3, 10, 8, 0, 0, 789))],
		['the present moment of an expression', DateTime.fromISO('2026-04-10T08:00:00.789Z')],
	])('although Bitrix24 stores no milliseconds, which came with %s', (_what, value) => {
		expect(isStored('datePaid', value, '2026-04-10T10:00:00+02:00')).toBe(true);
	});
});

describe('A stored value is not the one that was sent', () => {
	it.each([
		['sum', 100.5, 100.49],
		['sum', 0, null],
		['sum', 0, ''],
		['sum', 0, undefined],
		['sum', 5, 'many'],
		['responsibleId', 7, null],
		['responsibleId', 7, ''],
		['responsibleId', 7, 8],
		['paid', true, 'N'],
		['paid', false, ''],
		['comments', 'a', ''],
		['comments', 'a', null],
		['comments', 'a', 'A'],
		['datePaid', '2026-04-10T10:00:00+03:00', '2026-04-10T10:00:00+02:00'],
		['datePaid', '2026-04-10T10:00:00+03:00', null],
		['datePaid', '2026-04-10T10:00:00+03:00', ''],
		['payReturnDate', '2026-04-10', '2026-04-11T02:00:00+02:00'],
		['payReturnDate', '2026-04-10', null],
	])('for %s, %p and %p', (name, value, stored) => {
		expect(isStored(name, value, stored)).toBe(false);
	});
});
