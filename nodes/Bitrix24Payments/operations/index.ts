import type { ChangeOperation } from './change';
import { create } from './payment/create';
import { deletePayment } from './payment/delete';
import { get } from './payment/get';
import { getAll } from './payment/getAll';
import { getPublicUrl } from './payment/getPublicUrl';
import { match } from './payment/match';
import { pay } from './payment/pay';
import { paySystemPay } from './payment/paySystemPay';
import { unpay } from './payment/unpay';
import { update } from './payment/update';
import { getAllPaySystems } from './paySystem/getAll';
import type { QueryOperation } from './query';

export type Operation = ChangeOperation | QueryOperation;

/** Every operation of the node, in the order of README.md#operations: money first. */
export const OPERATIONS: readonly Operation[] = [
	pay,
	unpay,
	update,
	paySystemPay,
	match,
	get,
	getAll,
	create,
	deletePayment,
	getPublicUrl,
	getAllPaySystems,
];

/** The operation that the user chose in the two dropdowns. */
export function findOperation(resource: string, operation: string): Operation | undefined {
	return OPERATIONS.find(
		(candidate) => candidate.resource === resource && candidate.option.value === operation,
	);
}
