import {
	COMPANY,
	CONTACT,
	DEAL,
	INVOICE,
	type CrmItem,
	type OrderAccess,
	type PaySystem,
	type User,
} from './entities';
import type { PaymentRow } from './paymentFields';
import { isoDateTime } from './php/dates';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A payment to start with. Everything but the amount has a default; its order is made with it. */
export interface SeedPayment extends Partial<PaymentRow> {
	/** The deal (2) or invoice (31) of the payment's order; default: a deal derived from the id. */
	entityTypeId?: number;
	entityId?: number;
	orderCanceled?: boolean;
	orderAccess?: OrderAccess;
}

/** Which payment (or pay system) of the default seed shows which situation. */
export const SEED = {
	/** Open, on deals 1–12, pay system 2: a bank statement waiting to be booked. */
	bankStatement: [1001, 1002, 1003, 1005, 1006, 1007, 1008, 1010, 1011, 1012],
	/** Paid some days before the default start of the virtual clock. */
	alreadyPaid: 1004,
	/** Pay system 3 "Cash": sale.paysystem.pay.payment answers true and does nothing. */
	cash: 1009,
	/** The payment of the crm.item.payment.pay and unpay examples in the documentation. */
	docsPay: 1038,
	/** The payment of the sale.payment.update example: account number "356/1", order 200, USD. */
	docsUpdate: 144,
	/** The payment of the sale.paysystem.pay.payment example ({"PAYMENT_ID":1,"PAY_SYSTEM_ID":1}). */
	docsPaySystemPay: 1,
	/** Unpaid, pay system 4 with a REST handler: sale.paysystem.pay.payment really pays. */
	restHandler: [1020, 1021, 1022],
	/** The same, already paid. */
	restHandlerPaid: 1023,
	/** Marked as problematic with a reason. */
	marked: 1024,
	/** Pay system 5: the handler refuses and marks the payment. */
	nativePsp: 1025,
	/** Pay system 9: the handler does not recognise the payment and refuses without marking. */
	nativeUnrecognised: 1026,
	/** Pay system 6: the handler prints text instead of JSON and ends the script. */
	nativePrintsText: 1027,
	/** Pay system 7: true is answered, nothing is stored. */
	silentFail: 1028,
	/** Inner account with enough money. */
	innerAccount: 1029,
	/** Inner account without enough money. */
	innerAccountEmpty: 1030,
	/** Unpaid payments of cancelled orders, on pay system 2 and on the REST handler. */
	cancelledOrder: 1031,
	cancelledOrderRest: 1032,
	/** Users 2 and 3 may read this payment's order but not change it. */
	readOnlyOrder: 1033,
	/** Only the administrator may read this payment's order. */
	adminOnlyOrder: 1034,
	/** The payment of an invoice (entityTypeId 31, id 1). */
	invoice: 1035,
	/** A payment in US dollars. */
	usd: 1036,
	/** Two payments of one order (deal 25). */
	sharedOrder: [1037, 1039],
	/** An id that is never used. */
	unknown: 999_999,
	users: { admin: 1, sales: 2, readOnly: 3, inactive: 4 },
	paySystems: {
		docsBankTransfer: 1,
		bankTransfer: 2,
		cash: 3,
		restHandler: 4,
		native: 5,
		printsText: 6,
		silentFail: 7,
		inner: 8,
		unrecognised: 9,
		unknown: 999,
	},
	/** Deals are numbered 1…deals, invoices 1…invoices. */
	deals: 64,
	invoices: 12,
	/** Companies and contacts are numbered from here on. */
	firstCompany: 10,
	firstContact: 30,
	/** A deal that exists and has no payments. */
	dealWithoutPayments: 60,
	/** Money on the customer's inner account, per currency EUR. */
	innerAccountBalance: 500,
} as const;

export const SEED_USERS: readonly User[] = [
	user(1, 'admin', 'Anna', 'Berger', { isAdmin: true, sale: 'W' }),
	user(2, 'sales', 'Tom', 'Fischer', {}),
	user(3, 'viewer', 'Lena', 'Wolf', { crm: 'read' }),
	user(4, 'former', 'Max', 'Weber', { active: false }),
];

function user(
	id: number,
	login: string,
	name: string,
	lastName: string,
	rights: Partial<User>,
): User {
	const email = `${login}@portal.example`;
	const defaults = { active: true, isAdmin: false, crm: 'update', sale: 'R' } as const;
	return { id, login, name, lastName, email, ...defaults, ...rights };
}

/**
 * Pay system 1 is a bank transfer without REST handler: the documentation's example for
 * sale.paysystem.pay.payment then answers `true`, as printed there, although nobody paid — which is
 * what such a portal does (docs/bitrix24.md#pay-via-payment-system) — and the one for
 * sale.payment.update finds its name.
 */
export const SEED_PAY_SYSTEMS: readonly PaySystem[] = [
	paySystem(1, 'Bank Transfer (Company)', 'none', 'bill', { xmlId: '' }),
	paySystem(2, 'Bank Transfer', 'none', 'bill'),
	paySystem(3, 'Cash', 'none', 'cash', { isCash: 'Y' }),
	paySystem(4, 'Acme Pay (REST)', 'rest', 'acme_pay'),
	paySystem(5, 'YooKassa', 'native', 'yandexcheckout', { refundable: true }),
	paySystem(6, 'PayPal', 'printsText', 'paypal'),
	paySystem(7, 'Mobile Wallet (REST)', 'silentFail', 'mobile_wallet'),
	paySystem(8, 'Inner account', 'inner', 'inner', { refundable: true }),
	paySystem(9, 'Stripe', 'unrecognised', 'stripe'),
	paySystem(10, 'Invoice (PDF)', 'none', 'billen', { registryType: 'CRM_INVOICE' }),
	paySystem(11, 'Cheque', 'none', 'cash', { active: 'N' }),
];

function paySystem(
	id: number,
	name: string,
	handler: PaySystem['handler'],
	actionFile: string,
	rest: Partial<PaySystem> = {},
): PaySystem {
	return {
		id,
		name,
		handler,
		actionFile,
		isCash: 'N',
		active: 'Y',
		xmlId: `bx_${id}`,
		sort: id * 100,
		registryType: 'ORDER',
		refundable: false,
		...rest,
	};
}

const SUBJECTS = ['Website relaunch', 'Office furniture', 'Annual service', 'Spare parts'];
const COMPANIES = [
	'Bergmann GmbH',
	'Café Lumière',
	'Nordwind Logistics',
	'O\u2019Neill & Sons',
	'Grün "Energie" AG',
	'Hanse <Trade>',
	'Студия Север',
	'Vega Studio',
];

/** First and last names. */
const PEOPLE = [
	['Ingrid', 'Sørensen'],
	['José', 'Álvarez'],
	['Mary Ann', 'O\u2019Connor'],
	['Юлия', 'Соколова'],
	['Wei', 'Chen'],
] as const;

export const SEED_ITEMS: readonly CrmItem[] = [
	...Array.from({ length: SEED.deals }, (_, index) => owner(DEAL, index + 1)),
	...Array.from({ length: SEED.invoices }, (_, index) => owner(INVOICE, index + 1)),
	...COMPANIES.map((title, index) => crmItem(COMPANY, SEED.firstCompany + index, { title })),
	...PEOPLE.map(([name, lastName], index) =>
		crmItem(CONTACT, SEED.firstContact + index, { name, lastName }),
	),
];

/** A deal or invoice; every third one is of a person as well. */
function owner(entityTypeId: number, id: number): CrmItem {
	const subject = SUBJECTS[id % SUBJECTS.length] ?? '';
	const company = COMPANIES[id % COMPANIES.length] ?? '';
	const isDeal = entityTypeId === DEAL;
	return crmItem(entityTypeId, id, {
		title: isDeal ? `${subject}, ${company}` : `Invoice #${id}, ${company}`,
		opportunity: 100 * id,
		stageId: isDeal ? 'EXECUTING' : 'DT31_2:S',
		companyId: SEED.firstCompany + (id % COMPANIES.length),
		contactId: id % 3 === 0 ? SEED.firstContact + (id % PEOPLE.length) : null,
	});
}

function crmItem(entityTypeId: number, id: number, rest: Partial<CrmItem>): CrmItem {
	const day = String((id % 28) + 1).padStart(2, '0');
	return {
		id,
		entityTypeId,
		title: '',
		opportunity: 0,
		currencyId: 'EUR',
		stageId: '',
		categoryId: 0,
		assignedById: 1 + (id % 2),
		companyId: null,
		contactId: null,
		name: '',
		lastName: '',
		createdTime: `2026-04-${day}T09:00:00+02:00`,
		updatedTime: `2026-05-01T09:00:00+02:00`,
		...rest,
	};
}

const BANK_STATEMENT_AMOUNTS = [
	1250, 89.9, 410, 2300.5, 75, 1999.99, 330, 12.5, 640, 5400, 218.4, 99.95,
];

const STAMPS_OF_EARLIER_UPDATE: Partial<PaymentRow> = {
	dateMarked: '2024-04-16T16:32:49+02:00',
	dateResponsibleId: '2024-04-16T16:32:49+02:00',
	empMarkedId: 1,
	empResponsibleId: 1,
	empReturnId: 1,
	responsibleId: 1,
};

/** The payments a portal starts with; {@link SEED} names them. */
export function seedPayments(): SeedPayment[] {
	return [...bankStatement(), ...documentationExamples(), ...assortedPayments()];
}

/** The same payments for a portal on the machine's own clock: {@link SEED.restHandlerPaid} was paid a day ago. */
export function recentPayments(now: number = Date.now()): SeedPayment[] {
	const datePaid = isoDateTime(now - DAY_MS);
	return seedPayments().map((payment) =>
		payment.id === SEED.restHandlerPaid ? { ...payment, datePaid } : payment,
	);
}

function bankStatement(): SeedPayment[] {
	return BANK_STATEMENT_AMOUNTS.map((sum, index) => {
		const id = 1001 + index;
		const base: SeedPayment = { id, sum, paySystemId: 2, entityId: index + 1 };
		if (id === SEED.cash) return { ...base, paySystemId: 3 };
		return id === SEED.alreadyPaid ? { ...base, ...paidOn('2026-05-09T11:20:00+02:00') } : base;
	});
}

function documentationExamples(): SeedPayment[] {
	return [
		{ id: 1, orderId: 10, sum: 100, paySystemId: 1, currency: 'USD', entityId: 41 },
		{
			id: SEED.docsUpdate,
			orderId: 200,
			accountNumber: '356/1',
			sum: 100,
			currency: 'USD',
			paySystemId: 1,
			entityId: 42,
			...STAMPS_OF_EARLIER_UPDATE,
		},
		{ id: SEED.docsPay, sum: 200, paySystemId: 2, entityId: 43 },
	];
}

function assortedPayments(): SeedPayment[] {
	return [
		{ id: 1020, sum: 150, paySystemId: 4, entityId: 20 },
		{ id: 1021, sum: 45.5, paySystemId: 4, entityId: 21 },
		{ id: 1022, sum: 780, paySystemId: 4, entityId: 22 },
		{ id: 1023, sum: 60, paySystemId: 4, entityId: 23, ...paidOn('2026-05-10T15:00:00+02:00') },
		{ id: 1024, sum: 33, paySystemId: 2, entityId: 24, marked: 'Y', reasonMarked: 'Check amount' },
		{ id: 1025, sum: 520, paySystemId: 5, entityId: 26 },
		{ id: 1026, sum: 521, paySystemId: 9, entityId: 27 },
		{ id: 1027, sum: 522, paySystemId: 6, entityId: 28 },
		{ id: 1028, sum: 523, paySystemId: 7, entityId: 29 },
		{ id: 1029, sum: 120, paySystemId: 8, entityId: 30 },
		{ id: 1030, sum: 9000, paySystemId: 8, entityId: 31 },
		{ id: 1031, sum: 70, paySystemId: 2, entityId: 32, orderCanceled: true },
		{ id: 1032, sum: 71, paySystemId: 4, entityId: 33, orderCanceled: true },
		{ id: 1033, sum: 72, paySystemId: 2, entityId: 34, orderAccess: 'readOnly' },
		{ id: 1034, sum: 73, paySystemId: 2, entityId: 35, orderAccess: 'adminOnly' },
		{ id: 1035, sum: 640, paySystemId: 2, entityTypeId: INVOICE, entityId: 1 },
		{ id: 1036, sum: 310, paySystemId: 2, currency: 'USD', entityId: 36 },
		{ id: 1037, sum: 100, paySystemId: 2, orderId: 5037, entityId: 25 },
		{ id: 1039, sum: 200, paySystemId: 2, orderId: 5037, entityId: 25 },
	];
}

function paidOn(datePaid: string): Partial<PaymentRow> {
	return { paid: 'Y', datePaid, empPaidId: 1 };
}
