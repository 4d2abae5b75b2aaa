import { encode, ended, html, WRONG_ENCODING, type Delivery, type Exchange } from './delivery';
import type { FaultRule, TransportFault } from './faultRule';
import type { RestAnswer } from './rest';

type Disturbance = (rule: FaultRule, exchange: Exchange, answer: RestAnswer) => Delivery;

/** What becomes of the answer although the script has run. */
const DISTURBANCES: Partial<Record<TransportFault, Disturbance>> = {
	resetAfter: () => ended('destroy'),
	resetMidBatch: () => ended('destroy'),
	hangAfter: (rule, _, answer) => ({
		...encode(answer),
		ending: rule.delayMs === undefined ? 'hang' : 'answer',
		delayMs: rule.delayMs,
	}),
	html502After: (rule) => html(502, rule.value ?? 'Bad Gateway'),
	error500After: () =>
		encode({
			status: 500,
			body: { error: 'INTERNAL_SERVER_ERROR', error_description: 'Internal server error' },
		}),
	truncatedJson: (rule, _, answer) => cutShort(encode(answer), rule.value),
	truncatedSocket: (_, __, answer) => ({ ...encode(answer), ending: 'truncate' }),
	emptyBody: (_, __, answer) => ({ ...encode(answer), status: 200, text: '' }),
	dropBatchKeys: (_, { commandKeys }, answer) => encode(withoutEverySecondKey(answer, commandKeys)),
	batchStatus403: (_, __, answer) => ({ ...encode(answer), status: 403 }),
	wrongEncoding: (_, __, answer) => ({ ...encode(answer), status: 200, text: WRONG_ENCODING }),
	echoSecret: (rule, exchange) => echo(rule, exchange),
	redirectAfter: (rule) => redirectAnywhere(rule),
	foreignErrorAfter: (rule) => foreignError(rule),
	phpWarning: (rule, _, answer) => withPhpWarning(encode(answer), rule.value),
	answerInError: (rule, _, answer) => answerInError(rule, encode(answer)),
};

/** What the client gets to see of the answer of a script that has run. */
export function disturb(rule: FaultRule, exchange: Exchange, answer: RestAnswer): Delivery {
	const disturbance = DISTURBANCES[rule.fault as TransportFault];
	return disturbance === undefined ? encode(answer) : disturbance(rule, exchange, answer);
}

const UPSTREAM_ERROR = {
	error: 'upstream_error',
	error_description: 'The upstream closed the connection',
};

/** The answer of something between client and portal, or of a portal nobody has described yet. */
export function foreignError({ status = 400, value, body = UPSTREAM_ERROR }: FaultRule): Delivery {
	return { ...ended('answer'), status, text: value ?? JSON.stringify(body) };
}

function redirectAnywhere({ status = 302, value }: FaultRule): Delivery {
	return { ...html(status, 'Found'), location: value ?? 'https://renamed.example/rest/' };
}

const PHP_WARNING =
	'<br />\n<b>Warning</b>:  Undefined array key "host" in <b>/home/bitrix/www/bitrix/modules/rest/lib/sender.php</b> on line <b>43</b><br />\n';

function withPhpWarning(delivery: Delivery, place = 'before'): Delivery {
	const { text } = delivery;
	return { ...delivery, text: place === 'behind' ? text + PHP_WARNING : PHP_WARNING + text };
}

/** The whole answer, with all that is secret in it, as the text of an error. */
function answerInError(
	{ status = 400, code = 'ERROR_CORE' }: FaultRule,
	answer: Delivery,
): Delivery {
	return encode({ status, body: { error: code, error_description: answer.text } });
}

/** Half of the answer, or as many characters of it as asked for. */
function cutShort(delivery: Delivery, left?: string): Delivery {
	const { text } = delivery;
	return { ...delivery, text: text.slice(0, Number(left ?? Math.floor(text.length / 2))) };
}

function withoutEverySecondKey(answer: RestAnswer, keys: readonly string[]): RestAnswer {
	if (typeof answer.body === 'string') return answer;
	const dropped = keys.filter((_, index) => index % 2 === 1);
	for (const kept of Object.values((answer.body.result ?? {}) as object)) {
		if (kept instanceof Map) for (const key of dropped) kept.delete(key);
	}
	return answer;
}

/** An error that repeats the request with its secrets; `value` picks the wrapping. */
function echo(rule: FaultRule, { url, secret }: Exchange): Delivery {
	const told = `Request ${url} with ${secret} failed`;
	if (rule.value === 'html') {
		const text = `<html><body><h1>Fatal error</h1><a href="${url}">${secret}</a></body></html>`;
		return { ...html(500, 'Internal Server Error'), text };
	}
	if (rule.value === 'encoded') {
		const hidden = `${encodeURIComponent(url)} ${Buffer.from(secret).toString('base64')}`;
		return encode(echoError(`<b>Fatal error</b>: ${hidden}`));
	}
	return encode(echoError(rule.value === undefined ? told : `${rule.value} ${told}`));
}

function echoError(text: string): RestAnswer {
	return { status: 400, body: { error: 'ERROR_CORE', error_description: text } };
}
