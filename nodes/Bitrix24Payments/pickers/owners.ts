import type { IDataObject } from 'n8n-workflow';

import { DEAL, INVOICE } from '../parameters/paymentRef';
import { numberOf } from '../records/payment';
import { ask, type Answer, type Question } from './questions';
import type { Lookup } from './lookup';
import { holds } from './texts';

/** The types of customers in `crm.item.list` (docs/bitrix24.md#crm-items). */
const CONTACT = 3;
const COMPANY = 4;

const OWNER_TYPES = [DEAL, INVOICE] as const;

/** A deal or invoice whose payments are to be shown. */
export interface Owner {
	readonly typeId: number;
	readonly id: number;
	/** For the list; empty where it is not known. */
	readonly title: string;
	/** Whose it is, where that is why it was found. */
	readonly customer?: string;
}

/** The latest deals and invoices. */
export function latestOwners(start: number): Question[] {
	return OWNER_TYPES.map((typeId) => list(typeId, ['id', 'title'], {}, start, () => true));
}

/** Deals and invoices with a text in their title, and the customers with it in their name. */
export function ownerQuestions(text: string, start: number): Question[] {
	return [
		...OWNER_TYPES.map((typeId) =>
			list(typeId, ['id', 'title'], { '%title': text }, start, ({ title }) => holds(title, text)),
		),
		list(COMPANY, ['id', 'title'], { '%title': text }, 0, ({ title }) => holds(title, text)),
		list(CONTACT, ['id', 'name', 'lastName'], named(text), 0, (row) => holdsWords(row, text)),
	];
}

/** Reads what {@link latestOwners} or the first two of {@link ownerQuestions} found. */
export function ownersIn(answers: readonly Answer[]): Owner[] {
	return OWNER_TYPES.flatMap((typeId, index) =>
		(answers[index]?.rows ?? []).map((row) => ownerFrom(typeId, row)),
	);
}

/**
 * Deals and invoices of the customers that were found. The client of an order by itself cannot be
 * searched for (docs/bitrix24.md#crm-items).
 *
 * @param text deals with it in their title are found by that already
 */
export async function ownersOfCustomers(
	lookup: Lookup,
	[companies, contacts]: readonly Answer[],
	text: string,
	start: number,
): Promise<{ owners: Owner[]; answers: Answer[] }> {
	const links = [
		{ field: 'companyId', names: namesIn(companies) },
		{ field: 'contactId', names: namesIn(contacts) },
	].filter(({ names }) => names.size > 0);
	const asked = OWNER_TYPES.flatMap((typeId) => links.map((link) => ({ typeId, ...link })));
	const questions = asked.map(({ typeId, field, names }) =>
		list(
			typeId,
			['id', 'title', field],
			{ [`@${field}`]: [...names.keys()] },
			start,
			(row) => names.has(numberOf(row[field]) ?? 0) && !holds(row.title, text),
		),
	);
	const answers = await ask(lookup, questions);
	const owners = asked.flatMap(({ typeId, field, names }, index) =>
		(answers[index]?.rows ?? []).map((row) => ({
			...ownerFrom(typeId, row),
			customer: names.get(numberOf(row[field]) ?? 0),
		})),
	);
	return { owners: distinct(owners), answers };
}

function list(
	entityTypeId: number,
	select: string[],
	filter: IDataObject,
	start: number,
	fits: Question['fits'],
): Question {
	return {
		method: 'crm.item.list',
		key: 'items',
		params: {
			entityTypeId,
			select,
			...(Object.keys(filter).length > 0 ? { filter } : {}),
			order: { id: 'DESC' },
			start,
		},
		fits,
	};
}

/** Every word in the first or the last name: a person is searched for as one is called. */
function named(text: string): IDataObject {
	const conditions = wordsIn(text).map((word) => ({
		logic: 'OR',
		0: { '%name': word },
		1: { '%lastName': word },
	}));
	return Object.fromEntries(conditions.map((condition, index) => [String(index), condition]));
}

function holdsWords({ name, lastName }: IDataObject, text: string): boolean {
	return wordsIn(text).every((word) => holds(name, word) || holds(lastName, word));
}

function wordsIn(text: string): string[] {
	return text.split(' ').filter((word) => word !== '');
}

function namesIn(answer: Answer | undefined): Map<number, string> {
	return new Map(
		(answer?.rows ?? []).map(({ id, title, name, lastName }) => [
			numberOf(id) ?? 0,
			[title, name, lastName].filter(Boolean).join(' '),
		]),
	);
}

function ownerFrom(typeId: number, { id, title }: IDataObject): Owner {
	return { typeId, id: numberOf(id) ?? 0, title: typeof title === 'string' ? title : '' };
}

function distinct(owners: readonly Owner[]): Owner[] {
	const known = new Map<string, Owner>();
	for (const owner of owners) {
		const key = `${owner.typeId}/${owner.id}`;
		if (!known.has(key)) known.set(key, owner);
	}
	return [...known.values()];
}
