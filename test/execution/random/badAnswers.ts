import type { Exchange } from '../../../nodes/Bitrix24Payments/portal/http';
import { answered, LOST_ANSWER, type CommandAnswer } from '../../portal/support';
import { COMPLAINTS, errorOf, NONSENSE, REFUSALS, type CommandFault } from './faults';
import type { Row } from './records';

/** What comes in place of an answer, whatever became of the request. */
export const WORTHLESS: Readonly<
	Record<'lost' | 'page' | 'redirect' | 'error' | 'empty', Exchange>
> = {
	lost: LOST_ANSWER,
	page: answered('<html>Bad Gateway</html>', 502),
	redirect: { kind: 'answered', status: 302, text: '', location: '/auth/' },
	error: answered({ error: 'upstream_error', error_description: 'The upstream is gone' }, 500),
	empty: answered('', 200),
};

/** What a read is answered; undefined where that is as good as ever. */
export function badRead(fault: CommandFault): CommandAnswer | undefined {
	switch (fault.kind) {
		case 'refused':
			return errorOf(pick(REFUSALS.slice(1, 3), fault.choice));
		case 'complaint':
			return errorOf(pick(COMPLAINTS, fault.choice));
		case 'broken':
			return errorOf(['INTERNAL_SERVER_ERROR', 'Internal server error']);
		case 'operatingLimit':
			return errorOf(['OPERATION_TIME_LIMIT', 'Method is blocked']);
		case 'nonsense':
			return { result: pick(NONSENSE, fault.choice) };
		default:
			return undefined;
	}
}

/** With a row too many, one twice, one that nobody can read, or none. */
export function spoilt(good: CommandAnswer, choice: number): CommandAnswer | undefined {
	const { payments: given } = ('result' in good ? good.result : {}) as { payments?: Row[] };
	const [first] = given ?? [];
	if (!given || !first) return undefined;
	const rows = pick(
		[
			[...given, { ...first, id: 777 }],
			[...given, first],
			[{ id: first.id, orderId: first.orderId }, ...given.slice(1)],
			given.slice(1),
		],
		choice,
	);
	return { result: { payments: rows } };
}

export function isEmptyList(answer: CommandAnswer): boolean {
	return 'result' in answer && Array.isArray(answer.result);
}

export function pick<T>(values: readonly T[], choice: number): T {
	const value = values[choice % values.length];
	if (value === undefined) throw new Error('There is nothing to pick from');
	return value;
}

/** The answer to a batch, with the first commands only. */
export function shortened(text: string, count: number): Exchange {
	const { result } = JSON.parse(text) as { result: Record<string, object> };
	const first = (part: object | undefined) =>
		Object.fromEntries(
			Object.entries(part ?? {}).filter(([key]) => Number(key.split('x').at(-1)) < count),
		);
	return answered({
		result: {
			result: first(result.result),
			result_error: first(result.result_error),
			result_time: {},
		},
	});
}
