import type { IDataObject } from 'n8n-workflow';

import { candidatesFrom } from '../../records/candidates';
import { simplified } from '../../records/payment';
import type { Finding } from '../query';
import { fits, inWords, isOpen, WAYS, type Line, type Named } from './line';
import { nothingKnown, severalFit, whyNot } from './lineReasons';
import type { Naming } from './lineSearch';

/** What a line comes to, and the payments that it has to do with. */
export function findingOf(line: Line, naming: Naming): Finding {
	const known = distinct(naming.named);
	const concerned = known.filter(({ by, payment }) => by !== 'amount' || fits(line, payment));
	return {
		json: known.length > 0 ? verdict(line, known, naming) : nothingKnown(line, naming),
		concerns: concerned.map(({ payment }) => payment.id),
	};
}

/**
 * The one open payment that a line names and whose amount it pays, or why there is none. What the
 * text names most plainly is what the line is about, and decides alone: any other number in it may
 * be one by chance.
 */
function verdict(line: Line, known: readonly Named[], naming: Naming): IDataObject {
	const { about, isPlain } = subjectOf(known, naming);
	const open = known.filter((one) => isOpen(one) && fits(line, one.payment));
	const fitting = open.filter((one) => about.includes(one));
	const [only] = fitting;
	if (only) return fitting.length === 1 ? matched(only) : severalFit(only.by, fitting);
	if (!isPlain) return whyNot(line, known, known);
	if (about.length > 0) return besides(whyNot(line, about, known), open);
	return open.length > 0 ? besides(nothingKnown(line, naming), open) : whyNot(line, known, known);
}

/** What a line is about. */
interface Subject {
	readonly about: readonly Named[];
	/** Whether the text says so plainly. */
	readonly isPlain: boolean;
}

/**
 * Payments named by their own number; else orders whose number a word announces; else, where the
 * text plainly names nothing, also not in vain, orders by whatever number. The amount says something
 * only where nothing is named.
 */
function subjectOf(known: readonly Named[], { emptyOrders, missing }: Naming): Subject {
	const numbered = known.filter(({ by }) => by === 'paymentNumber');
	if (numbered.length > 0) return { about: numbered, isPlain: true };
	const orders = known.filter(({ by }) => by === 'orderNumber');
	const announced = orders.filter(({ isAnnounced }) => isAnnounced);
	const isPlain =
		announced.length > 0 || emptyOrders.some((one) => one.isAnnounced) || missing !== undefined;
	if (orders.length > 0 && isPlain) return { about: announced, isPlain };
	return { about: orders.length > 0 ? orders : known, isPlain: false };
}

/** Names, as candidates, what has the amount but is not what the line is about. */
function besides(why: IDataObject, others: readonly Named[]): IDataObject {
	if (others.length === 0) return why;
	const candidates = why.candidates as IDataObject[];
	const known = new Set(candidates.map(({ paymentId }) => paymentId));
	const further = candidatesFrom(others.map(({ payment }) => payment)).filter(
		({ paymentId }) => !known.has(paymentId),
	);
	return {
		...why,
		reason: `${String(why.reason)}. A number in the text may also be that of an order, and its amount is that of ${inWords(others)}`,
		candidates: [...candidates, ...further],
	};
}

/** A payment that is named more than once counts once, by what says most. */
function distinct(named: readonly Named[]): Named[] {
	const byId = new Map<number, Named>();
	for (const way of WAYS) {
		for (const one of named.filter(({ by }) => by === way)) {
			const known = byId.get(one.payment.id);
			const saysMore = known?.by === way && !known.isAnnounced;
			if (!known || saysMore) byId.set(one.payment.id, one);
		}
	}
	return [...byId.values()];
}

function matched({ by, payment }: Named): IDataObject {
	return { matched: true, by, paymentId: payment.id, payment: simplified(payment) };
}
