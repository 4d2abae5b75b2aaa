import { isObject, numberOf, rowsIn, textOf, type JsonObject } from '../judge/json';
import type { Answer } from '../net/answer';

type Answers = ReadonlyMap<string, Answer>;

/** A payment system for the probe's own payment, best one that certainly books nothing. */
export function choosePaySystem(answers: Answers, fresh: JsonObject | undefined): number {
	const newest = rowsIn(pick(answers.get('newest payments'))?.payments);
	const used = newest.map((row) => numberOf(row.paySystemId)).find((id) => id);
	return cashSystem(answers) ?? numberOf(fresh?.paySystemId) ?? used ?? 0;
}

/** The one kind of payment system of which it is sure that it books nothing and charges nobody. */
export function cashSystem(answers: Answers): number | undefined {
	const answer = answers.get('payment systems');
	const rows = rowsIn(answer?.kind === 'value' ? answer.value : []);
	const cash = rows.find(
		({ ACTIVE, ACTION_FILE }) => ACTIVE === 'Y' && /(^|\/)cash\/?$/.test(textOf(ACTION_FILE)),
	);
	return numberOf(cash?.ID);
}

/** The result of a call, or an object in it. */
export function pick(answer: Answer | undefined, key?: string): JsonObject | undefined {
	const value = answer?.kind === 'value' ? answer.value : undefined;
	const found = key === undefined ? value : isObject(value) ? value[key] : undefined;
	return isObject(found) ? found : undefined;
}
