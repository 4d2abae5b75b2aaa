import { codeShown } from '../judge/codes';
import { isObject, numberOf, rowsIn, textOf, typeOf } from '../judge/json';
import type { Seen } from '../judge/seen';
import { decide, differs, holds, untried, type Verdict } from '../judge/verdict';
import { AWKWARD, REFERENCE_LIKE } from '../walk/names';
import type { Assumption } from './assumption';
import { notFound } from './errors';

const COLLECTIONS = ['result', 'result_error', 'result_total', 'result_next', 'result_time'];

const EMPTY = { list: '`[]`, as PHP writes it', object: '`{}`' };

/** What the package takes for granted about batches. */
export const BATCHES: readonly Assumption[] = [
	{
		id: 'batch-answer',
		assumed: 'A batch answers five collections by key: results, errors, totals, nexts and times',
		source: 'batch-answers',
		needs: 'nothing',
		check: (seen) => {
			const { value } = seen.value('batch of refusals');
			if (!isObject(value)) return differs(`the result is ${typeOf(value)}`);
			const lacking = COLLECTIONS.filter((name) => !(name in value));
			return decide(lacking.length === 0, 'all five', `it lacks ${lacking.join(', ')}`);
		},
	},
	{
		id: 'batch-empty-results',
		assumed: 'An empty collection of results is an empty list or object',
		source: 'batch-answers',
		variants: EMPTY,
		needs: 'nothing',
		check: (seen) => emptyCollection(seen, 'batch of bad ones', 'result'),
	},
	{
		id: 'batch-empty-errors',
		assumed: 'An empty collection of errors is an empty list or object',
		source: 'batch-answers',
		variants: EMPTY,
		needs: 'nothing',
		check: (seen) => emptyCollection(seen, 'batch of good ones', 'result_error'),
	},
	{
		id: 'batch-status',
		assumed: 'A batch with refused commands is itself answered with status 200',
		source: 'errors-in-a-batch',
		needs: 'nothing',
		check: (seen) => {
			const { status } = seen.value('batch of refusals');
			return decide(status === 200, 'status 200', `status ${status}`);
		},
	},
	{
		id: 'batch-goes-on',
		assumed: 'A refused command does not keep the others of its batch from being run',
		source: 'batch',
		needs: 'nothing',
		check: (seen) => {
			seen.error('batch of refusals/unknownMethod');
			return decide(isValue(seen, 'batch of refusals/good'), 'so', 'the others were not answered');
		},
	},
	{
		id: 'batch-halt',
		assumed: 'With `halt`, commands behind a refused one stand nowhere in the answer',
		source: 'batch-answers',
		needs: 'nothing',
		check: (seen) => {
			seen.error('batch that halts/second');
			const { kind } = seen.answer('batch that halts/third');
			return decide(kind === 'absent', 'so', 'the command behind was answered');
		},
	},
	{
		id: 'batch-length',
		assumed: 'Fifty commands are run; the 51st is `ERROR_BATCH_LENGTH_EXCEEDED`',
		source: 'batch-commands',
		needs: 'nothing',
		check: (seen) => {
			const last = seen.answer('batch too long/c49');
			if (last.kind === 'absent') return differs('fewer than fifty commands were run');
			seen.value('batch too long/c49');
			seen.refusal('batch too long/c50', 'ERROR_BATCH_LENGTH_EXCEEDED');
			return holds('as assumed');
		},
	},
	{
		id: 'batch-nested',
		assumed: 'A batch in a batch is refused as `ERROR_BATCH_METHOD_NOT_ALLOWED`',
		source: 'batch-commands',
		needs: 'nothing',
		check: (seen) => {
			seen.refusal('batch of refusals/nested', 'ERROR_BATCH_METHOD_NOT_ALLOWED');
			return holds('as assumed');
		},
	},
	{
		id: 'batch-unknown-method',
		assumed: 'An unknown method in a batch is `ERROR_METHOD_NOT_FOUND` for that command',
		source: 'errors-in-a-batch',
		needs: 'nothing',
		check: (seen) => {
			const { code } = seen.error('batch of refusals/unknownMethod');
			const isSo = code === 'ERROR_METHOD_NOT_FOUND';
			return decide(isSo, 'as assumed', `refused with ${codeShown(code)}`);
		},
	},
	{
		id: 'batch-missing-permission',
		assumed: 'A permission that is missing in a batch is `insufficient_scope` for that command',
		source: 'errors-in-a-batch',
		variants: { empty: 'without a text, as in the server’s code', text: 'with a text' },
		needs: 'a credential that lacks a permission',
		check: (seen) => {
			const prefix = 'batch of refusals/lacks_';
			const names = seen.all().flatMap(([name]) => (name.startsWith(prefix) ? [name] : []));
			if (names.length === 0) return untried('data', 'no permission is missing');
			const lacking = names.map((name) => seen.answer(name));
			const errors = lacking.flatMap((one) => (one.kind === 'error' ? [one] : []));
			const refused = errors.find(({ code }) => code === 'insufficient_scope');
			if (refused)
				return textOf(refused.text) === '' ? holds('no text', 'empty') : holds('a text', 'text');
			const unknown = errors.length === lacking.length && errors.every(isUnknownMethod);
			if (unknown) return untried('method', 'the portal has none of the methods asked for');
			seen.value('batch of refusals');
			return differs('answered, or refused with another code');
		},
	},
	{
		id: 'batch-binding',
		assumed:
			'A missing parameter in a batch is `100` for that command, with the same text as alone',
		source: 'parameter-binding',
		needs: 'crm',
		check: (seen) => {
			const { text } = seen.refusal('batch of refusals/missingId', '100');
			const isSo = /^could not find value for parameter \{/i.test(textOf(text));
			return decide(isSo, 'as assumed', '100, with another text');
		},
	},
	{
		id: 'batch-unknown-payment',
		assumed: 'That there is no such payment is said in a batch as it is alone',
		source: 'not-found-or-denied',
		variants: { today: '"Payment has not been found"', older: '"Insufficient permissions."' },
		needs: 'crm',
		check: (seen) => notFound(seen, 'batch of refusals/unknownPayment'),
	},
	{
		id: 'batch-unknown-payment-of-store',
		assumed: 'For `sale.*` methods that, too, is the same in a batch',
		source: 'not-found-or-denied',
		needs: 'sale',
		check: (seen) => {
			seen.refusal('batch of refusals/unknownPaymentOfStore', '200640400001');
			return holds('as assumed');
		},
	},
	{
		id: 'batch-encoding',
		assumed: 'What is percent-encoded once in a command arrives as it was meant',
		source: 'batch-commands',
		needs: 'crm',
		check: (seen) => {
			const text = textOf(seen.refusal('batch of refusals/word', '100').text);
			if (!/^invalid value \{/i.test(text)) return untried('data', 'the portal does not repeat it');
			return decide(
				text.includes(`{${AWKWARD}}`),
				'repeated as meant',
				'it arrived as another text',
			);
		},
	},
	{
		id: 'batch-strings',
		assumed: 'Numbers arrive in a batch as texts, and IDs are taken all the same',
		source: 'batch-commands',
		needs: 'crm, a payment',
		check: (seen) => {
			const { value } = seen.value('batch of reads/get');
			const [asked] = rowsIn([seen.value('payment').value]);
			const isSame = isObject(value) && numberOf(value.id) === numberOf(asked?.id);
			return decide(isSame, 'taken', 'another payment was shown');
		},
	},
	{
		id: 'batch-reference-text',
		assumed: 'A text that looks like a reference to another command is replaced',
		source: 'batch-references',
		needs: 'crm',
		check: (seen) => {
			const text = textOf(seen.refusal('batch of refusals/reference', '100').text);
			if (!isRepeated(seen)) return untried('data', 'the portal does not repeat it');
			const isKept = text.toLowerCase().includes(REFERENCE_LIKE.toLowerCase());
			return decide(!isKept, 'replaced', 'it arrived as it was sent');
		},
	},
	{
		id: 'batch-reference',
		assumed: 'A page may begin behind a row that a command before it in the batch showed',
		source: 'batch-references',
		needs: 'sale, two payments',
		check: byReference,
	},
	{
		id: 'batch-reads',
		assumed: 'A batch accepts every method by which the node reads',
		source: 'batch-commands',
		needs: 'crm, sale, pay_system, a payment',
		check: (seen) => {
			seen.value('batch of reads');
			const name = 'batch of reads/';
			const all = seen.all().filter(([key]) => key.startsWith(name));
			const refused = all.filter(
				([, one]) => one.kind === 'error' && one.code === 'ERROR_BATCH_METHOD_NOT_ALLOWED',
			);
			const names = refused.map(([key]) => key.slice(name.length)).join(', ');
			if (refused.length > 0) return differs(`not accepted: ${names}`);
			const { length } = all.filter(([, one]) => one.kind === 'value');
			return length > 0 ? holds(`${length} calls`) : untried('data', 'none was answered');
		},
	},
	{
		id: 'batch-times',
		assumed: 'A batch tells the time that each of its commands took',
		source: 'batch-answers',
		needs: 'nothing',
		check: (seen) => {
			const { time } = seen.value('batch of refusals/good');
			const isTold = isObject(time) && typeof time.processing === 'number';
			return decide(isTold, 'told', `\`result_time\` holds ${typeOf(time)}`);
		},
	},
];

/** Whether the portal repeats what it cannot take for a number. */
function isRepeated(seen: Seen): boolean {
	return textOf(seen.refusal('batch of refusals/word', '100').text).includes(AWKWARD);
}

function isUnknownMethod({ code }: { readonly code: unknown }): boolean {
	return code === 'ERROR_METHOD_NOT_FOUND';
}

function isValue(seen: Seen, name: string): boolean {
	return seen.answer(name).kind === 'value';
}

function emptyCollection(seen: Seen, name: string, key: string): Verdict {
	const { value } = seen.value(name);
	const collection = isObject(value) ? value[key] : undefined;
	if (Array.isArray(collection) && collection.length === 0) return holds('[]', 'list');
	const isEmpty = isObject(collection) && Object.keys(collection).length === 0;
	return isEmpty ? holds('{}', 'object') : differs(`it is ${typeOf(collection)}`);
}

function byReference(seen: Seen): Verdict {
	const first = seen.someRows('pages by key/page0', 'payments').map(({ id }) => numberOf(id) ?? 0);
	if (first.length < 2) return untried('data', 'the portal has one payment only');
	const behind = first.length < 50 ? first[0] : first.at(-1);
	const second = seen.rows('pages by key/page1', 'payments').map(({ id }) => numberOf(id) ?? 0);
	const isWhole = (numberOf(seen.value('newest payments').total) ?? 0) <= first.length;
	if (first.length === 50 && second.length === 0 && isWhole) {
		return untried('data', 'there is nothing behind the first page');
	}
	const isBehind = second.length > 0 && second.every((id) => id < (behind ?? 0));
	return decide(isBehind, 'begins where it should', 'it begins elsewhere');
}
