import { createHash } from 'node:crypto';
import { controllerError } from '../errors';
import { qrPicture } from '../png';
import { isArray, toInt, type Json } from '../php/values';
import { bindAny, bindOptionalArray } from './binding';
import type { CommandContext, RestMethod } from './types';

/** salescenter.payment.*: the customer's payment page (docs/bitrix24.md#payment-link). */
export const SALESCENTER_METHODS: readonly RestMethod[] = [
	{
		name: 'salescenter.payment.getPublicUrl',
		scope: 'salescenter',
		kind: 'controller',
		run: getPublicUrl,
	},
];

const CONNECTED_SITE = 3;

/**
 * Answers another shape while the phone of the connected site is not confirmed
 * (docs/bitrix24.md#payment-link).
 */
function getPublicUrl(context: CommandContext): Json {
	const { params, core } = context;
	const id = bindAny(params, 'id');
	const row = isArray(id) ? undefined : core.store.payments.get(toInt(id));
	if (row === undefined) throw controllerError('payment is not exists', '200640400001');
	bindOptionalArray(params, 'options');
	if (context.phoneNotConfirmed) {
		return { connectedSiteId: CONNECTED_SITE, isPhoneConfirmed: false };
	}
	const hash = createHash('sha256').update(`payment ${row.id}`).digest('hex');
	const url = `${core.url}/pub/payment/${row.orderId}/${row.id}/${hash.slice(0, 24)}/`;
	const shortUrl = `${core.url}/~${hash.slice(24, 29)}`;
	return { payment: { url, shortUrl, qr: qrPicture(shortUrl) } };
}
