import { pay } from './pay';
import type { PaymentChangeOperation } from './paymentChange';
import { paySystemPay } from './paySystemPay';
import { unpay } from './unpay';
import { update } from './update';

/** Every operation of the node, in the order of DESIGN §2: money first. */
export const OPERATIONS: readonly PaymentChangeOperation[] = [pay, unpay, update, paySystemPay];

/** The operation that the user chose in the two dropdowns. */
export function findOperation(
	resource: string,
	operation: string,
): PaymentChangeOperation | undefined {
	return OPERATIONS.find(
		(candidate) => candidate.resource === resource && candidate.option.value === operation,
	);
}
