import type { Shot } from './shot';
import type { KnownOrder, Snapshot } from './snapshot';

/**
 * A snapshot as one text, about forty characters per order with one payment: n8n's own way of
 * keeping objects takes several times that. Numbers are written in base 36.
 *
 * order;order;… with order = ID,changedAt[,1 if fresh]/payment/payment…, payment = ID,paid,paidAt,sum,paySystem,fingerprint
 */
export function encoded(snapshot: Snapshot): string {
	return [...snapshot].map(([id, order]) => encodedOrder(id, order)).join(';');
}

function encodedOrder(id: number, { changedAt, isFresh, payments }: KnownOrder): string {
	const shots = [...payments].map(([paymentId, shot]) => encodedPayment(paymentId, shot));
	const head = [short(id), short(changedAt), ...(isFresh ? ['1'] : [])];
	return [head.join(','), ...shots].join('/');
}

function encodedPayment(id: number, { paid, paidAt, sum, paySystemId, fingerprint }: Shot): string {
	return [short(id), paid, short(paidAt), sum ?? '', short(paySystemId), fingerprint].join(',');
}

function short(value: number | null): string {
	return value === null ? '' : value.toString(36);
}

/** @returns undefined for a text that is none of ours */
export function decoded(text: string): Snapshot | undefined {
	const snapshot = new Map<number, KnownOrder>();
	for (const part of text === '' ? [] : text.split(';')) {
		const [head = '', ...payments] = part.split('/');
		const [id, changedAt, fresh] = head.split(',').map(whole);
		const shots = payments.map(decodedPayment);
		if (!id || changedAt === undefined || changedAt === null) return undefined;
		if (shots.some((shot) => shot === undefined)) return undefined;
		snapshot.set(id, {
			changedAt,
			...(fresh === 1 ? { isFresh: true } : {}),
			payments: new Map(shots as Array<[number, Shot]>),
		});
	}
	return snapshot;
}

function decodedPayment(text: string): [number, Shot] | undefined {
	const [id, paid, paidAt, sum, paySystemId, fingerprint] = text.split(',');
	const numbers = [id, paidAt, paySystemId].map(whole);
	const amount = sum === '' ? null : Number(sum);
	const isBroken = numbers.includes(undefined) || !numbers[0] || Number.isNaN(amount);
	if (isBroken || (paid !== 'Y' && paid !== 'N') || !fingerprint) return undefined;
	const [paymentId, paidSeconds, system] = numbers as [number, number | null, number | null];
	return [paymentId, { paid, paidAt: paidSeconds, sum: amount, paySystemId: system, fingerprint }];
}

/** null where nothing stands, undefined where no number does. */
function whole(text: string | undefined): number | null | undefined {
	if (text === '') return null;
	return text !== undefined && /^-?[0-9a-z]{1,11}$/.test(text) ? parseInt(text, 36) : undefined;
}
