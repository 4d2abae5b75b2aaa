import { amount } from '../parameters/amounts';
import { collection } from '../parameters/collections';
import { flag } from '../parameters/flags';
import { recordId } from '../parameters/ids';
import { PAY_SYSTEM_LABEL } from '../parameters/locators';
import { shown } from '../parameters/words';
import { invalidInput } from '../portal/failure';
import { isSameAmount } from '../records/storedValue';
import { numberOf } from '../records/payment';
import { EVENT_KINDS, type EventKind, type PaymentEvent } from './event';

/** What starts the workflow, and in which form it is told. */
export interface Subscription {
	readonly kinds: ReadonlySet<EventKind>;
	readonly paySystemId?: number;
	readonly sumFrom?: number;
	/** Payments that this user marked as paid are left out. */
	readonly exceptUser?: number;
	readonly simplify: boolean;
}

const OPTIONS = ['sumFrom', 'ownChanges', 'paySystemId', 'simplify'];

/**
 * @param parameter the value of a parameter of the node
 * @param userId as whom the portal is asked; undefined where the credential does not tell
 * @throws Failure (`INVALID_INPUT`)
 */
export function subscriptionFrom(
	parameter: (name: string) => unknown,
	userId: number | undefined,
): Subscription {
	const options = collection(parameter('options'), 'Options', OPTIONS);
	const isOn = (name: string, label: string) =>
		!(name in options) || flag(options[name], label) === 'Y';
	return {
		kinds: kindsFrom(parameter('events')),
		...('paySystemId' in options
			? { paySystemId: recordId(options.paySystemId, PAY_SYSTEM_LABEL) }
			: {}),
		...('sumFrom' in options ? { sumFrom: amount(options.sumFrom, 'Amount From') } : {}),
		...(isOn('ownChanges', 'Own Changes') ? {} : { exceptUser: knownUser(userId) }),
		simplify: isOn('simplify', 'Simplify'),
	};
}

function kindsFrom(value: unknown): ReadonlySet<EventKind> {
	const advice = `Choose at least one of ${[...EVENT_KINDS].sort().join(', ')}`;
	if (!Array.isArray(value)) {
		throw invalidInput(`'Trigger On' is not a list: ${shown(value)}`, advice);
	}
	const kinds = value.filter(isKind);
	if (kinds.length < value.length) {
		const unknown: unknown = value.find((kind) => !isKind(kind));
		throw invalidInput(`'Trigger On' does not know ${shown(unknown)}`, advice);
	}
	if (kinds.length === 0) throw invalidInput("'Trigger On' is empty", advice);
	return new Set(kinds);
}

function isKind(value: unknown): value is EventKind {
	return EVENT_KINDS.some((kind) => kind === value);
}

function knownUser(userId: number | undefined): number {
	if (userId !== undefined) return userId;
	throw invalidInput(
		"'Own Changes' cannot be left out, because this credential does not tell whose it is",
		"Connect the credential again, or remove the option 'Own Changes'",
	);
}

/** Whether an event is one of those that start the workflow. */
export function isSubscribed(subscription: Subscription, event: PaymentEvent): boolean {
	const { kinds, paySystemId, sumFrom, exceptUser } = subscription;
	const { kind, payment, previous } = event;
	const known = payment ?? previous;
	if (!kinds.has(kind)) return false;
	if (paySystemId !== undefined && known?.paySystemId !== paySystemId) return false;
	if (sumFrom !== undefined && !isAtLeast(sumFrom, known?.sum ?? null)) return false;
	const isOwn = kind === 'paid' && numberOf(payment?.fields.empPaidId) === exceptUser;
	return exceptUser === undefined || !isOwn;
}

function isAtLeast(least: number, sum: number | null): boolean {
	return sum !== null && (sum > least || isSameAmount(least, sum));
}
