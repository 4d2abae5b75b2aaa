/** The `entityTypeId` of the CRM items that can have payments (docs/bitrix24.md#objects). */
export const DEAL = 2;
export const INVOICE = 31;

/** The `entityTypeId` of the customers that deals and invoices name (docs/bitrix24.md#crm-items). */
export const CONTACT = 3;
export const COMPANY = 4;

/**
 * A user of the portal and what the portal lets this user do (docs/bitrix24.md#scopes-and-rights).
 */
export interface User {
	id: number;
	login: string;
	name: string;
	lastName: string;
	email: string;
	active: boolean;
	isAdmin: boolean;
	/** CRM orders and items: 'update' includes reading. */
	crm: 'update' | 'read';
	/** Right on the store module: W writes, R reads (docs/bitrix24.md#scopes-and-rights). */
	sale: 'W' | 'R';
}

/** Who else than an administrator may use an order. */
export type OrderAccess = 'everyone' | 'readOnly' | 'adminOnly';

export interface Order {
	id: number;
	accountNumber: string;
	currency: string;
	canceled: 'Y' | 'N';
	dateInsert: string;
	/** Moves with every change of the order or one of its parts (docs/bitrix24.md#order-dates). */
	dateUpdate: string;
	responsibleId: number;
	access: OrderAccess;
	/** The deal or invoice this order belongs to. */
	ownerTypeId: number;
	ownerId: number;
}

/** A deal, an invoice, a contact or a company; which of the fields it has depends on its type. */
export interface CrmItem {
	id: number;
	entityTypeId: number;
	title: string;
	opportunity: number;
	currencyId: string;
	stageId: string;
	categoryId: number;
	assignedById: number;
	companyId: number | null;
	contactId: number | null;
	/** Of a contact. */
	name: string;
	lastName: string;
	createdTime: string;
	updatedTime: string;
}

/**
 * What happens in sale.paysystem.pay.payment (docs/bitrix24.md#pay-via-payment-system):
 * `none` answers true and does nothing, `rest` pays, `silentFail` answers true although nothing was
 * stored, `native` fails and marks the payment, `unrecognised` fails before marking, `printsText`
 * takes the customer's money, marks the payment, prints its own text and ends the script, `inner` is
 * the customer's inner account.
 */
export type HandlerKind =
	| 'none'
	| 'rest'
	| 'silentFail'
	| 'native'
	| 'unrecognised'
	| 'printsText'
	| 'inner';

export interface PaySystem {
	id: number;
	name: string;
	handler: HandlerKind;
	actionFile: string;
	isCash: 'Y' | 'N';
	active: 'Y' | 'N';
	xmlId: string;
	sort: number;
	/**
	 * `CRM_INVOICE` and `CRM_QUOTE` systems do not serve payments (docs/bitrix24.md#payment-systems).
	 */
	registryType: 'ORDER' | 'CRM_INVOICE';
	/** Can give money back (`isReturn`, docs/bitrix24.md#refunds). */
	refundable: boolean;
}

export function mayReadOrder(user: User, order: Order): boolean {
	return user.isAdmin || order.access !== 'adminOnly';
}

export function mayUpdateOrder(user: User, order: Order): boolean {
	return user.isAdmin || (user.crm === 'update' && order.access === 'everyone');
}
