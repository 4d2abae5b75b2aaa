import { fitsIntoBatch } from '../../nodes/Bitrix24Payments/portal/batchEncoding';
import { isObject, numberOf, rowsIn, textOf, type JsonObject } from '../judge/json';
import type { Ask } from '../net/ask';
import type { Session } from '../net/session';
import { noData, orderAsks, paymentAsks, transportAsks, type Plan } from './asks';
import { batchAsks, lacking, pagesInBatch, readsInBatch } from './batchAsks';
import { customerAsks, findAsks, PAGE } from './findAsks';
import { findSubjects, type Subjects } from './subjects';

/**
 * Walks through everything that can be asked without changing anything.
 * @param scopes of the credential, as the portal told them
 */
export async function readAll(session: Session, scopes: readonly string[]): Promise<void> {
	await askAll(session, transportAsks(session.access));
	const subjects = await findSubjects(session);
	const payments = paymentAsks(subjects);
	await askTogether(session, 'lists of payments', payments);
	await askTogether(session, 'lists of others', [...orderAsks(subjects), ...customerAsks()]);
	await askTogether(session, 'finds', [...ordersAgain(session), ...findAsks(session.answers)]);
	for (const batch of batchAsks(scopes)) await session.askBatch(batch);
	await askAll(session, [missingScope(session, scopes)]);
	await readInBatches(session, subjects);
}

/** Makes calls one after another; those that lack something are noted as such. */
export async function askAll(session: Session, plans: readonly Plan[]): Promise<void> {
	for (const plan of plans) {
		if ('lacks' in plan) session.leaveOut(plan.name, plan.lacks.why, plan.lacks.text);
		else await session.ask(plan);
	}
}

/** Makes calls in one request, as the node does with what it looks for. */
async function askTogether(session: Session, name: string, plans: readonly Plan[]): Promise<void> {
	const isAside = (plan: Plan) => 'lacks' in plan || isAlone(plan);
	await askAll(session, plans.filter(isAside));
	const others = plans.flatMap((plan) => ('lacks' in plan || isAlone(plan) ? [] : [plan]));
	await session.askTogether(name, others);
}

/** Whether a call has to be made alone, for its status and time or because no batch can say it. */
function isAlone({ alone, method, params = {} }: Ask): boolean {
	return alone === true || !fitsIntoBatch({ method, params });
}

async function readInBatches(session: Session, subjects: Subjects): Promise<void> {
	if (subjects.paymentIds.length === 0) {
		for (const name of ['batch of reads', 'pages by key']) {
			session.leaveOut(name, subjects.noPayment.why, subjects.noPayment.text);
		}
		return;
	}
	await session.askBatch(readsInBatch(subjects));
	if (!subjects.maySale) {
		return session.leaveOut('pages by key', 'permission', 'the store may not be read');
	}
	const newest = session.answers.get('newest payments');
	const total = newest?.kind === 'value' ? newest.total : undefined;
	await session.askBatch(pagesInBatch(subjects, total));
}

/** Orders once more, by what the first look at them showed. */
function ordersAgain(session: Session): Plan[] {
	const answer = session.answers.get('orders changed last');
	const value = answer?.kind === 'value' && isObject(answer.value) ? answer.value.orders : [];
	const rows = rowsIn(value);
	const number = rows.map((row) => textOf(row.accountNumber)).find((text) => text !== '');
	const dates = rows.map((row) => textOf(row.dateUpdate)).filter((text) => text !== '');
	// There has to be an older one, or nobody could tell that it is left out.
	const moments = [...new Set(dates)];
	const since = moments[Math.min(2, moments.length - 2)];
	return [
		since === undefined
			? {
					name: 'orders changed since',
					lacks: noData('there are no orders that were changed at different times'),
				}
			: {
					name: 'orders changed since',
					method: 'sale.order.list',
					params: {
						select: ['id', 'dateUpdate'],
						filter: { '>=dateUpdate': since },
						order: { dateUpdate: 'asc', id: 'asc' },
						start: -1,
					},
				},
		since === undefined
			? {
					name: 'orders changed before',
					lacks: noData('there are no orders that were changed at different times'),
				}
			: {
					name: 'orders changed before',
					method: 'sale.order.list',
					params: {
						select: ['id', 'dateUpdate'],
						filter: { '<dateUpdate': since },
						order: { id: 'asc' },
						start: -1,
					},
				},
		changedBetween(rows, since),
		number === undefined
			? { name: 'orders by number', lacks: noData('no order was found') }
			: {
					name: 'orders by number',
					method: 'sale.order.list',
					params: {
						select: ['id', 'accountNumber'],
						filter: { '=accountNumber': [number] },
						start: -1,
					},
				},
	];
}

/** As the trigger asks: a span of time, and behind an order that was read before. */
function changedBetween(rows: readonly JsonObject[], until: string | undefined): Plan {
	const name = 'orders changed between';
	const cut = rows.length < PAGE ? undefined : rows.at(-1)?.dateUpdate;
	// Of the last second of a full page there may be others behind it.
	const within = rows.filter(
		({ dateUpdate }) =>
			until !== undefined &&
			Date.parse(textOf(dateUpdate)) < Date.parse(until) &&
			dateUpdate !== cut,
	);
	const from = textOf(within.at(-1)?.dateUpdate);
	if (until === undefined || from === '')
		return { name, lacks: noData('there are too few orders') };
	const ids = within.map(({ id }) => numberOf(id) ?? 0);
	const lowest = Math.min(...ids) - (ids.length > 1 ? 0 : 1);
	return {
		name,
		method: 'sale.order.list',
		params: {
			select: ['id', 'dateUpdate'],
			filter: { '>=dateUpdate': from, '<dateUpdate': until, '>id': lowest },
			order: { id: 'asc' },
			start: 0,
		},
	};
}

/** A method whose permission is missing, alone; the batch before has shown which one that is. */
function missingScope(session: Session, scopes: readonly string[]): Plan {
	const name = 'missing permission';
	const found = lacking(scopes).find(([scope]) => {
		const answer = session.answers.get(`batch of refusals/lacks_${scope}`);
		return answer?.kind === 'error' && answer.code === 'insufficient_scope';
	});
	if (found) return { name, method: found[1] };
	return {
		name,
		lacks: noData('the credential has every permission that the probe knows a method of'),
	};
}

/** What `scope` answered. */
export function scopesIn(value: unknown): string[] {
	return Array.isArray(value) ? value.map(textOf).filter((scope) => scope !== '') : [];
}
