/** How a payment field is stored and printed (docs/bitrix24.md#payment-fields). */
export type FieldType = 'integer' | 'double' | 'char' | 'string' | 'datetime' | 'date';

export interface FieldRule {
	type: FieldType;
	required?: true;
	readOnly?: true;
	/** Settable only when the payment is created. */
	immutable?: true;
}

/** A payment as it is stored (docs/bitrix24.md#payment-fields). */
export interface PaymentRow {
	accountNumber: string;
	comments: string;
	companyId: number | null;
	currency: string;
	dateBill: string | null;
	dateMarked: string | null;
	datePaid: string | null;
	datePayBefore: string | null;
	dateResponsibleId: string | null;
	empMarkedId: number | null;
	empPaidId: number | null;
	empResponsibleId: number | null;
	empReturnId: number | null;
	externalPayment: string;
	id: number;
	id1c: string;
	isReturn: string;
	marked: string;
	orderId: number;
	paid: string;
	payReturnComment: string;
	payReturnDate: string | null;
	payReturnNum: string;
	paySystemId: number | null;
	paySystemIsCash: string;
	paySystemName: string;
	paySystemXmlId: string;
	payVoucherDate: string | null;
	payVoucherNum: string;
	priceCod: number | null;
	psCurrency: string;
	psInvoiceId: string;
	psResponseDate: string | null;
	psStatus: string;
	psStatusCode: string;
	psStatusDescription: string;
	psStatusMessage: string;
	psSum: number | null;
	reasonMarked: string;
	responsibleId: number | null;
	sum: number | null;
	updated1c: string;
	version1c: string;
	xmlId: string;
}

export type PaymentField = keyof PaymentRow;

/**
 * Types and attributes of all payment fields, in the server's order
 * (docs/bitrix24.md#payment-fields).
 */
export const PAYMENT_FIELDS: Readonly<Record<PaymentField, FieldRule>> = {
	paySystemXmlId: { type: 'string', readOnly: true },
	paySystemIsCash: { type: 'char', readOnly: true },
	accountNumber: { type: 'string', readOnly: true },
	id: { type: 'integer', readOnly: true },
	orderId: { type: 'integer', immutable: true, required: true },
	paid: { type: 'char' },
	datePaid: { type: 'datetime' },
	empPaidId: { type: 'integer' },
	paySystemId: { type: 'integer', required: true },
	psStatus: { type: 'char' },
	psStatusCode: { type: 'string' },
	psStatusDescription: { type: 'string' },
	psStatusMessage: { type: 'string' },
	psSum: { type: 'double' },
	psCurrency: { type: 'string' },
	psResponseDate: { type: 'datetime' },
	payVoucherNum: { type: 'string' },
	payVoucherDate: { type: 'datetime' },
	datePayBefore: { type: 'datetime' },
	dateBill: { type: 'datetime' },
	xmlId: { type: 'string' },
	sum: { type: 'double' },
	currency: { type: 'string', readOnly: true },
	paySystemName: { type: 'string', readOnly: true },
	companyId: { type: 'integer' },
	payReturnNum: { type: 'string' },
	priceCod: { type: 'double' },
	payReturnDate: { type: 'date' },
	empReturnId: { type: 'integer' },
	payReturnComment: { type: 'string' },
	responsibleId: { type: 'integer' },
	empResponsibleId: { type: 'integer' },
	dateResponsibleId: { type: 'datetime', readOnly: true },
	isReturn: { type: 'char' },
	comments: { type: 'string' },
	updated1c: { type: 'char' },
	id1c: { type: 'string' },
	version1c: { type: 'string' },
	externalPayment: { type: 'char' },
	psInvoiceId: { type: 'string' },
	marked: { type: 'char' },
	reasonMarked: { type: 'string' },
	dateMarked: { type: 'datetime', readOnly: true },
	empMarkedId: { type: 'integer' },
};

export const PAYMENT_FIELD_NAMES = Object.keys(PAYMENT_FIELDS) as PaymentField[];

/** The fields crm.item.payment.get and list print (docs/bitrix24.md#crm-get-and-list). */
export const CRM_PAYMENT_FIELDS = [
	'id',
	'accountNumber',
	'paid',
	'datePaid',
	'empPaidId',
	'paySystemId',
	'sum',
	'currency',
	'paySystemName',
] as const satisfies readonly PaymentField[];

/** A fresh, unpaid payment; every other row is made from it. */
export const EMPTY_PAYMENT: Readonly<PaymentRow> = {
	accountNumber: '',
	comments: '',
	companyId: null,
	currency: 'EUR',
	dateBill: null,
	dateMarked: null,
	datePaid: null,
	datePayBefore: null,
	dateResponsibleId: null,
	empMarkedId: null,
	empPaidId: null,
	empResponsibleId: null,
	empReturnId: null,
	externalPayment: 'N',
	id: 0,
	id1c: '',
	isReturn: 'N',
	marked: 'N',
	orderId: 0,
	paid: 'N',
	payReturnComment: '',
	payReturnDate: null,
	payReturnNum: '',
	paySystemId: null,
	paySystemIsCash: 'N',
	paySystemName: '',
	paySystemXmlId: '',
	payVoucherDate: null,
	payVoucherNum: '',
	priceCod: null,
	psCurrency: '',
	psInvoiceId: '',
	psResponseDate: null,
	psStatus: '',
	psStatusCode: '',
	psStatusDescription: '',
	psStatusMessage: '',
	psSum: null,
	reasonMarked: '',
	responsibleId: null,
	sum: 0,
	updated1c: 'N',
	version1c: '',
	xmlId: '',
};
