import { isObject, textOf, typeOf } from '../judge/json';
import { statusShown, type Seen } from '../judge/seen';
import { decide, differs, holds, untried, type Verdict } from '../judge/verdict';
import type { Assumption } from './assumption';

const NOTHING = 'nothing';
const CRM = 'crm';

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}([+-]\d{2}:\d{2}|Z)$/;

/** What the package takes for granted about requests and answers as such. */
export const CALLS: readonly Assumption[] = [
	{
		id: 'envelope',
		assumed: 'A good answer is status 200 with `result` and a `time` that tells when and how long',
		source: 'answers',
		needs: NOTHING,
		check: (seen) => {
			const { status, time } = seen.value('scope');
			if (status !== 200) return differs(`status ${status}`);
			if (!isObject(time)) return differs(`\`time\` is ${typeOf(time)}`);
			const { processing, duration, date_start: start } = time;
			const isWhole = [processing, duration].every((one) => typeof one === 'number');
			if (!isWhole) return differs('`time` lacks `duration` or `processing` as numbers');
			return decide(
				ISO.test(textOf(start)),
				'as assumed',
				'`date_start` is no ISO 8601 with offset',
			);
		},
	},
	{
		id: 'no-redirects',
		assumed: 'The portal answers at its address and sends nobody elsewhere',
		source: 'redirects',
		needs: NOTHING,
		check: (seen) => {
			const all = seen.all().map(([, answer]) => answer);
			const moved = all.filter(({ kind }) => kind === 'redirect').length;
			return decide(moved === 0, 'no call was redirected', `${moved} calls were redirected`);
		},
	},
	{
		id: 'malformed-body',
		assumed:
			'A body that is no JSON is ignored without an error, so that its parameters are missing',
		source: 'request-parameters',
		needs: CRM,
		check: (seen) => bodyLost(seen, 'cut-off body'),
	},
	{
		id: 'half-character',
		assumed: 'Half a surrogate pair in a text makes the whole body unreadable, in the same way',
		source: 'request-parameters',
		needs: CRM,
		check: (seen) => bodyLost(seen, 'half a character'),
	},
	{
		id: 'malformed-batch',
		assumed: 'A batch whose body is lost is answered with success and no command in it',
		source: 'request-parameters',
		needs: 'a webhook',
		check: (seen) => {
			if (seen.facts.access.kind === 'oauth') {
				seen.refusal('cut-off batch', 'NO_AUTH_FOUND');
				return untried('option', 'the token was lost with the body; it takes a webhook');
			}
			const { value } = seen.value('cut-off batch');
			if (typeof value !== 'object') return differs(`the result is ${typeOf(value)}`);
			const of = isObject(value) ? Object.values(value) : [];
			const isEmpty = of.every(
				(one) => typeof one === 'object' && Object.keys(one ?? {}).length === 0,
			);
			return decide(isEmpty, 'success, nothing in it', 'something was answered');
		},
	},
	{
		id: 'verbs',
		assumed: 'Controllers refuse other verbs than GET and POST as `invalid_http_method`',
		source: 'verbs',
		needs: 'a webhook, crm',
		check: (seen) => {
			const answer = seen.refusal('another verb', 'invalid_http_method');
			return decide(answer.status === 400, 'as assumed', `status ${answer.status}`);
		},
	},
	{
		id: 'missing-parameter',
		assumed:
			'A missing parameter is refused as `100` "Could not find value for parameter", before anything else',
		source: 'parameter-binding',
		needs: CRM,
		check: (seen) => binding(seen, 'missing id', /^could not find value for parameter \{/i),
	},
	{
		id: 'unusable-parameter',
		assumed: 'A word in place of a number is refused as `100` "Invalid value"',
		source: 'parameter-binding',
		needs: CRM,
		check: (seen) => binding(seen, 'word for an id', /^invalid value \{/i),
	},
	{
		id: 'scope',
		assumed: '`scope` lists the permissions of any credential, which the credential test relies on',
		source: 'scopes-and-rights',
		needs: NOTHING,
		check: (seen) => {
			const { value } = seen.value('scope');
			const isList = Array.isArray(value) && value.every((one) => typeof one === 'string');
			return decide(isList, 'a list of names', `the result is ${typeOf(value)}, no list of names`);
		},
	},
	{
		id: 'app-info',
		assumed: '`app.info` answers any credential; a webhook is told its permissions and the licence',
		source: 'access-tokens',
		needs: NOTHING,
		check: (seen) => {
			const { value } = seen.value('app info');
			if (!isObject(value)) return differs(`the result is ${typeOf(value)}`);
			const wanted = seen.facts.access.kind === 'webhook' ? ['SCOPE', 'LICENSE'] : ['LICENSE'];
			const lacking = wanted.filter((name) => !(name in value));
			return decide(lacking.length === 0, 'as assumed', `it lacks ${lacking.join(' and ')}`);
		},
	},
	{
		id: 'no-lasting-name',
		assumed: 'A webhook is not told what names the portal for good (`member_id`); a token is',
		source: 'names-of-a-portal',
		needs: NOTHING,
		check: (seen) => {
			const { kind, tokenAnswer } = seen.facts.access;
			if (kind === 'oauth') {
				return decide('member_id' in (tokenAnswer ?? {}), 'told', 'not told with the token');
			}
			const { value } = seen.value('app info');
			const names = Object.keys(isObject(value) ? value : {}).map((name) => name.toLowerCase());
			return decide(!names.includes('member_id'), 'not told', 'a webhook is told, too');
		},
	},
	{
		id: 'webhook-in-body',
		assumed: 'User and code of a webhook are the parameters `aplogin` and `ap`, also in a body',
		source: 'addresses',
		needs: 'a webhook',
		check: (seen) => {
			seen.value('webhook in the body');
			return holds('accepted');
		},
	},
	{
		id: 'address-without-user',
		assumed: 'A webhook address without its user is taken for a method: `ERROR_METHOD_NOT_FOUND`',
		source: 'addresses',
		needs: NOTHING,
		check: (seen) => methodNotFound(seen, 'address without user'),
	},
	...tokens(),
];

function tokens(): Assumption[] {
	return [
		{
			id: 'token-in-body',
			assumed: 'An access token in the body, as `auth`, opens the portal',
			source: 'access-tokens',
			needs: '--oauth',
			check: (seen) => {
				if (seen.facts.access.kind === 'webhook') return needsOAuth();
				seen.value('scope');
				return holds('accepted');
			},
		},
		{
			id: 'unknown-token',
			assumed:
				'An unknown token is 401 with `invalid_token` or `expired_token`, which ask for a new one',
			source: 'access-tokens',
			needs: NOTHING,
			check: (seen) => {
				const answer = seen.refusal('made-up token', 'invalid_token', 'expired_token');
				return decide(answer.status === 401, answer.known, `${answer.known}${statusShown(answer)}`);
			},
		},
		{
			id: 'token-endpoint',
			assumed: 'The authorization server takes a POST form, so that no secret stands in an address',
			source: 'token-endpoint',
			needs: '--oauth',
			check: (seen) =>
				seen.facts.access.kind === 'webhook' ? needsOAuth() : holds('a token was given out'),
		},
		{
			id: 'token-answer',
			assumed:
				'With a token come `refresh_token`, `expires_in`, `member_id` and `client_endpoint`, which is below the portal’s own host',
			source: 'token-answer',
			needs: '--oauth',
			check: (seen) => {
				const { kind, tokenAnswer = {}, host } = seen.facts.access;
				if (kind === 'webhook') return needsOAuth();
				const wanted = ['refresh_token', 'expires_in', 'member_id', 'client_endpoint'];
				const lacking = wanted.filter((name) => !(name in tokenAnswer));
				if (lacking.length > 0) return differs(`it lacks ${lacking.join(', ')}`);
				const endpoint = textOf(tokenAnswer.client_endpoint);
				const isOwn = URL.canParse(endpoint) && new URL(endpoint).host === host;
				return decide(isOwn, 'as assumed', '`client_endpoint` belongs to another host');
			},
		},
	];
}

function needsOAuth(): Verdict {
	return untried('option', 'needs --oauth');
}

function bodyLost(seen: Seen, name: string): Verdict {
	const wanted = seen.facts.access.kind === 'webhook' ? '100' : 'NO_AUTH_FOUND';
	seen.refusal(name, wanted);
	return holds(wanted === '100' ? 'its parameter was missing' : 'its token was missing');
}

function binding(seen: Seen, name: string, words: RegExp): Verdict {
	const answer = seen.refusal(name, '100');
	if (answer.status !== 400) return differs(`100${statusShown(answer)}`);
	return decide(words.test(textOf(answer.text)), 'as assumed', '100, with another text');
}

/** That a method is unknown, with the status that goes with it. */
export function methodNotFound(seen: Seen, name: string): Verdict {
	const answer = seen.error(name);
	if (textOf(answer.code) !== 'ERROR_METHOD_NOT_FOUND') {
		seen.refusal(name, 'ERROR_METHOD_NOT_FOUND');
	}
	return decide(answer.status === 404, 'as assumed', `status ${answer.status}`);
}
