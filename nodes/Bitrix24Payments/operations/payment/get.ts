import { meantPayment, paymentParameter } from '../../parameters/locators';
import { itemOptions } from '../../parameters/options';
import { paymentFrom, simplified } from '../../records/payment';
import { unexpected, valueOf, type Query, type QueryOperation } from '../query';
import { fullLook, shortLook } from './paymentState';

/** Get: `crm.item.payment.get`, or `sale.payment.get` for all fields. */
export const get: QueryOperation = {
	kind: 'query',
	resource: 'payment',
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get payment',
		description:
			'Read one payment. With Simplify off, all 44 fields, which needs the permission sale.',
	},
	forAgents: 'Reads one payment in Bitrix24. Changes nothing.',
	properties: [paymentParameter('get')],
	request: (input) => {
		const { simplify } = itemOptions(input);
		return { ref: meantPayment(input), query: (id) => onePayment(id, simplify) };
	},
};

function* onePayment(id: number, simplify: boolean): Query {
	const [reply] = yield [simplify ? shortLook(id) : fullLook(id)];
	const payment = paymentFrom(valueOf(reply), id);
	if (!payment) throw unexpected();
	const time = reply?.kind === 'value' ? reply.time : undefined;
	return [
		{ json: simplify ? simplified(payment) : { ...payment.fields, ...(time ? { time } : {}) } },
	];
}
