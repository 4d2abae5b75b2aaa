import type { IDataObject } from 'n8n-workflow';

import { normalized } from '../../portal/rowSearch';
import { EXACT, isSameAmount } from '../../records/storedValue';
import type { Finding, Outgoing } from '../query';
import { WAYS, type Named } from './line';

/**
 * A payment is matched once per run: a second line that pays it is money too much, or a line that
 * stands in the statement twice. The line that says most of it has it, the earlier of two that say
 * the same. The amount alone is enough only where no other line has anything to do with the payment.
 * Of money that another line says went out again nobody can say by this statement whose it is.
 *
 * @param findings of all lines of one portal
 */
export function matchedOnce(findings: ReadonlyArray<readonly Finding[]>): Finding[][] {
	const claims = new Map<unknown, Finding[]>();
	for (const finding of findings.flat()) {
		for (const id of finding.concerns ?? []) {
			const known = claims.get(id);
			if (known) known.push(finding);
			else claims.set(id, [finding]);
		}
	}
	const outgoing = findings.flat().flatMap((finding) => finding.outgoing ?? []);
	return findings.map((own) =>
		own.map((finding) => {
			const { matched: isMatched, paymentId } = finding.json;
			if (!isMatched) return finding;
			const isGone = outgoing.some((money) => takesBack(money, finding.json));
			return isGone ? { json: takenBack(finding) } : settled(finding, claims.get(paymentId) ?? []);
		}),
	);
}

/** The same amount, and where the payment is named at all, its number or that of its order. */
function takesBack({ amounts, numbers }: Outgoing, { by, payment }: IDataObject): boolean {
	const { sum, currency, accountNumber } = payment as IDataObject;
	const isSame = amounts.some(
		({ amount, currencies }) =>
			isSameAmount(amount, Number(sum), EXACT) &&
			(currencies === undefined || currencies.includes(String(currency))),
	);
	if (!isSame || by === 'amount') return isSame;
	const name = normalized(accountNumber);
	const names = [name, name.slice(0, Math.max(0, name.lastIndexOf('/')))];
	return numbers.some((number) => names.includes(normalized(number)));
}

function takenBack({ json }: Finding): IDataObject {
	const candidates = candidateIn(json);
	const name = String(candidates[0]?.accountNumber);
	return {
		matched: false,
		code: 'AMBIGUOUS',
		reason: `The line pays ${name}, but another line of this run says that the same amount went out: the bank may have taken the money back. See which came last`,
		candidates,
	};
}

function settled(finding: Finding, claims: readonly Finding[]): Finding {
	const strength = ({ json }: Finding) => WAYS.indexOf(json.by as Named['by']);
	const { paymentId } = finding.json;
	const matches = claims.filter(({ json }) => json.matched && json.paymentId === paymentId);
	const strongest = Math.min(...matches.map(strength));
	const holder = matches.find((claim) => strength(claim) === strongest);
	if (WAYS[strongest] === 'amount' && claims.length > 1) return { json: contested(finding) };
	return holder === finding ? finding : { json: matchedBefore(finding) };
}

function contested({ json }: Finding): IDataObject {
	const candidates = candidateIn(json);
	const name = String(candidates[0]?.accountNumber);
	return {
		matched: false,
		code: 'AMBIGUOUS',
		reason: `The text names no payment, and only ${name} is open with this amount. But another line of this run may mean it as well`,
		candidates,
	};
}

function matchedBefore({ json }: Finding): IDataObject {
	const candidates = candidateIn(json);
	const name = String(candidates[0]?.accountNumber);
	return {
		matched: false,
		code: 'MATCHED_BEFORE',
		reason: `Another line of this run is matched with ${name}: the money came twice, or the statement holds the line twice`,
		candidates,
	};
}

function candidateIn({ payment }: IDataObject): IDataObject[] {
	const { id, accountNumber, paid, sum, currency } = payment as IDataObject;
	return [{ paymentId: id, accountNumber, paid, sum, currency }];
}
