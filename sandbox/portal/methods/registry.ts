import { controllerError } from '../errors';
import { basicMethods } from './basic';
import { CRM_ITEM_METHODS } from './crmItems';
import { CRM_ITEM_WRITES } from './crmItemWrites';
import { CRM_PAYMENT_METHODS } from './crmPayment';
import { PAY_SYSTEM_METHODS } from './paySystem';
import { SALE_ORDER_METHODS } from './saleOrder';
import { SALE_PAYMENT_METHODS } from './salePayment';
import { SALESCENTER_METHODS } from './salescenter';
import type { RestMethod } from './types';

const METHODS: readonly RestMethod[] = [
	...basicMethods(() => METHODS),
	...CRM_PAYMENT_METHODS,
	...CRM_ITEM_METHODS,
	...CRM_ITEM_WRITES,
	...SALE_PAYMENT_METHODS,
	...SALE_ORDER_METHODS,
	...PAY_SYSTEM_METHODS,
	...SALESCENTER_METHODS,
];

const BY_NAME = new Map(METHODS.map((method) => [method.name.toLowerCase(), method]));

/** Controllers whose unknown actions are an error of their own (docs/bitrix24.md#statuses). */
const CONTROLLERS: Record<string, string> = {
	'crm.item.payment': '\\Bitrix\\Crm\\Controller\\Item\\Payment',
	'crm.item': '\\Bitrix\\Crm\\Controller\\Item',
	'crm.orderentity': '\\Bitrix\\Crm\\Controller\\OrderEntity',
	'sale.payment': '\\Bitrix\\Sale\\Controller\\Payment',
	'sale.order': '\\Bitrix\\Sale\\Controller\\Order',
	'salescenter.payment': '\\Bitrix\\SalesCenter\\Controller\\Payment',
};

/**
 * Finds a method by its lower-cased name (docs/bitrix24.md#addresses); undefined when nobody knows
 * it.
 */
export function findMethod(name: string): RestMethod | undefined {
	return BY_NAME.get(name.toLowerCase()) ?? unknownAction(name);
}

function unknownAction(name: string): RestMethod | undefined {
	const dot = name.lastIndexOf('.');
	const prefix = name.slice(0, Math.max(0, dot)).toLowerCase();
	const controller = CONTROLLERS[prefix];
	if (controller === undefined || dot === name.length - 1) return undefined;
	const action = name.slice(dot + 1);
	return {
		name,
		scope: prefix.split('.')[0],
		kind: 'controller',
		run: () => {
			throw controllerError(`Could not find description of ${action} in ${controller}`, '22002');
		},
	};
}
