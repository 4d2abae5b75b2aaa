import { codeShown } from '../judge/codes';
import { textOf, typeOf } from '../judge/json';
import { statusShown, type ErrorAnswer, type Seen } from '../judge/seen';
import { decide, differs, holds, untried, type Verdict } from '../judge/verdict';
import type { Assumption } from './assumption';
import { methodNotFound } from './calls';

/** The refusals that the probe provokes by calls that read. */
const PROVOKED = [
	'missing id',
	'word for an id',
	'unknown payment',
	'unknown payment of the store',
	'unknown method',
	'made-up credential',
];

const STATUSES = { code: '401, as in the server’s code', documentation: '403, as documented' };

/** What the package takes for granted about refusals. */
export const ERRORS: readonly Assumption[] = [
	{
		id: 'error-envelope',
		assumed: 'A refusal has `error` and a text in `error_description`, and no `time`',
		source: 'errors',
		needs: 'nothing',
		check: (seen) => {
			const answers = provoked(seen);
			if (answers.length === 0) return untried('connection', 'nothing was refused');
			if (answers.some(({ hasTime }) => hasTime)) return differs('some come with `time`');
			const isWhole = answers.every(({ text }) => typeof text === 'string');
			return decide(isWhole, `${answers.length} refusals, all so`, 'some come without a text');
		},
	},
	{
		id: 'error-code-type',
		assumed: 'Numeric error codes are strings or numbers; `0` is an error, too',
		source: 'errors',
		variants: { code: 'strings, as in the server’s code', documentation: 'numbers, as documented' },
		needs: 'crm',
		check: (seen) => {
			const numeric = provoked(seen).filter(({ code }) => /^\d+$/.test(textOf(code)));
			if (numeric.length === 0) return untried('data', 'no refusal had a numeric code');
			const types = [...new Set(numeric.map(({ code }) => typeOf(code)))].sort();
			if (types.length > 1) return differs('strings and numbers, by turns');
			return holds(`${types[0]}s`, types[0] === 'number' ? 'documentation' : 'code');
		},
	},
	{
		id: 'unknown-method',
		assumed: 'An unknown method is 404 `ERROR_METHOD_NOT_FOUND`',
		source: 'statuses',
		needs: 'nothing',
		check: (seen) => methodNotFound(seen, 'unknown method'),
	},
	{
		id: 'method-before-credential',
		assumed: 'Whether a method exists is looked at before the credential',
		source: 'statuses',
		needs: 'nothing',
		check: (seen) => methodNotFound(seen, 'unknown method, made-up credential'),
	},
	{
		id: 'unknown-action',
		assumed: 'An unknown action of a known controller has a code of its own',
		source: 'statuses',
		variants: { short: '`22002`', long: '`MAIN_CONTROLLER_22002`' },
		needs: 'crm',
		check: (seen) => {
			const answer = seen.error('unknown action');
			const code = textOf(answer.code);
			if (code === '22002') return holds('22002', 'short');
			if (code === 'MAIN_CONTROLLER_22002') return holds('MAIN_CONTROLLER_22002', 'long');
			seen.tried('unknown action');
			return differs(`refused with ${codeShown(answer.code)}${statusShown(answer)}`);
		},
	},
	{
		id: 'wrong-credential',
		assumed: 'A webhook that is not valid is `INVALID_CREDENTIALS`',
		source: 'statuses',
		variants: STATUSES,
		needs: 'a webhook',
		check: (seen) => {
			if (seen.facts.access.kind === 'oauth') return untried('option', 'needs --webhook');
			return byStatus(seen.refusal('made-up credential', 'INVALID_CREDENTIALS'));
		},
	},
	{
		id: 'no-credential',
		assumed: 'A call without any credential is 401 `NO_AUTH_FOUND`',
		source: 'statuses',
		needs: 'nothing',
		check: (seen) => {
			const answer = seen.refusal('no credential', 'NO_AUTH_FOUND');
			return decide(answer.status === 401, 'as assumed', `status ${answer.status}`);
		},
	},
	{
		id: 'missing-permission',
		assumed: 'A permission that is missing is `insufficient_scope`',
		source: 'statuses',
		variants: STATUSES,
		needs: 'a credential that lacks a permission',
		check: (seen) => byStatus(seen.refusal('missing permission', 'insufficient_scope')),
	},
	{
		id: 'unknown-payment',
		assumed: 'That there is no such payment is 400 `0` with one of two texts',
		source: 'not-found-or-denied',
		variants: {
			today: '"Payment has not been found", which is certain',
			older: '"Insufficient permissions.", which may also mean hidden',
		},
		needs: 'crm',
		check: (seen) => notFound(seen, 'unknown payment'),
	},
	{
		id: 'unknown-payment-of-store',
		assumed: 'For `sale.*` methods that there is no such payment is 400 `200640400001`',
		source: 'not-found-or-denied',
		needs: 'sale',
		check: (seen) => {
			const answer = seen.refusal('unknown payment of the store', '200640400001');
			return decide(answer.status === 400, 'as assumed', `status ${answer.status}`);
		},
	},
];

function provoked(seen: Seen): ErrorAnswer[] {
	const answers = PROVOKED.map((name) => seen.answer(name));
	return answers.flatMap((answer) => (answer.kind === 'error' ? [answer] : []));
}

function byStatus(answer: ErrorAnswer): Verdict {
	if (answer.status === 401) return holds('status 401', 'code');
	if (answer.status === 403) return holds('status 403', 'documentation');
	return differs(`status ${answer.status}`);
}

/** That a payment is gone, as today's or as older portals say it. */
export function notFound(seen: Seen, name: string): Verdict {
	const answer = seen.refusal(name, '0');
	const { status = 400 } = answer;
	if (status !== 400) return differs(`0${statusShown(answer)}`);
	const text = textOf(answer.text);
	if (/^payment has not been found[\s.!]*$/i.test(text)) return holds('not found', 'today');
	if (/^insufficient permissions[\s.!]*$/i.test(text)) return holds('no permission', 'older');
	return differs('0, with another text');
}
