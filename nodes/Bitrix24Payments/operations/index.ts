import type { ChangeOperation } from './change';
import { create } from './create';
import { deletePayment } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { getAllPaySystems } from './getAllPaySystems';
import { getPublicUrl } from './getPublicUrl';
import { pay } from './pay';
import { paySystemPay } from './paySystemPay';
import type { QueryOperation } from './query';
import { unpay } from './unpay';
import { update } from './update';

export type Operation = ChangeOperation | QueryOperation;

/** Every operation of the node, in the order of DESIGN §2: money first. */
export const OPERATIONS: readonly Operation[] = [
	pay,
	unpay,
	update,
	paySystemPay,
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
