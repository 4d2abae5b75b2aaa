import { numberOf, rowsIn, textOf, type JsonObject } from '../judge/json';
import type { Answer } from '../net/answer';
import { noData, type Plan } from './asks';
import { pick } from './choices';
import { conditionAsks } from './conditions';

type Answers = ReadonlyMap<string, Answer>;

const INVOICE = 31;
const CONTACT = 3;
const COMPANY = 4;

/** Rows on a page, set by Bitrix24. */
export const PAGE = 50;

/** Lists of what payments belong to, besides deals. */
export function customerAsks(): Plan[] {
	return [
		list('newest invoices', INVOICE, ['id', 'title']),
		list('newest contacts', CONTACT, ['id', 'name', 'lastName']),
		list('newest companies', COMPANY, ['id', 'title']),
		list('second page of deals', 2, ['id'], PAGE),
		{
			name: 'second page of orders',
			method: 'sale.order.list',
			params: {
				select: ['id', 'dateUpdate'],
				order: { dateUpdate: 'desc', id: 'desc' },
				start: PAGE,
			},
		},
		{
			name: 'payment systems, active',
			method: 'sale.paysystem.list',
			params: {
				FILTER: { ACTIVE: 'Y', ENTITY_REGISTRY_TYPE: 'ORDER' },
				ORDER: { SORT: 'ASC', ID: 'ASC' },
			},
		},
	];
}

function list(name: string, entityTypeId: number, select: string[], start = 0): Plan {
	const params = { entityTypeId, select, order: { id: 'DESC' }, start };
	return { name, method: 'crm.item.list', params };
}

/** How the node finds things, asked of what lists have shown before. */
export function findAsks(answers: Answers): Plan[] {
	return [...conditionAsks(answers), contactByWords(answers), paymentsOfInvoice(answers)];
}

/** The words by which a contact is looked for: each in the first or the last name. */
function contactByWords(answers: Answers): Plan {
	const name = 'contacts by words';
	const contacts = itemsIn(answers.get('newest contacts'));
	const contact = contacts.find((row) => textOf(row.name) && textOf(row.lastName));
	if (!contact) return { name, lacks: noData('no contact with a first and a last name is there') };
	const words = [contact.name, contact.lastName].map((one) => textOf(one).split(' ')[0] ?? '');
	const conditions = words.map((word) => ({
		logic: 'OR',
		0: { '%name': word },
		1: { '%lastName': word },
	}));
	const filter = { '@id': contacts.map(({ id }) => numberOf(id) ?? 0), ...conditions };
	const params = { entityTypeId: CONTACT, select: ['id'], filter, order: { id: 'DESC' }, start: 0 };
	return { name, method: 'crm.item.list', params };
}

/** Whether a contact has each of these words in a name; words as a filter holds them. */
export function isCalled({ name, lastName }: JsonObject, words: readonly string[]): boolean {
	const names = [name, lastName].map((one) => textOf(one).toLowerCase());
	return words.every((word) => names.some((one) => one.includes(word.toLowerCase())));
}

function paymentsOfInvoice(answers: Answers): Plan {
	const name = 'payments of an invoice';
	const [invoice] = itemsIn(answers.get('newest invoices'));
	if (!invoice) return { name, lacks: noData('no invoice is there') };
	const params = { entityTypeId: INVOICE, entityId: numberOf(invoice.id) ?? 0 };
	return {
		name,
		method: 'crm.item.payment.list',
		params: { ...params, order: { id: 'desc' } },
	};
}

function itemsIn(answer: Answer | undefined): JsonObject[] {
	return rowsIn(pick(answer)?.items).filter(({ id }) => numberOf(id));
}
