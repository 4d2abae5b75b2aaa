import type { Assumption } from './assumption';
import { BATCHES } from './batches';
import { CALLS } from './calls';
import { ERRORS } from './errors';
import { FINDS } from './finds';
import { LIMITS } from './limits';
import { LISTS } from './lists';
import { ORDERS } from './orders';
import { PAYMENTS } from './payments';
import { UPDATES } from './updates';
import { WRITING } from './writing';

/** Everything that the package takes for granted about Bitrix24 and that can be tried on a portal. */
export const ASSUMPTIONS: readonly Assumption[] = [
	...CALLS,
	...ERRORS,
	...BATCHES,
	...LISTS,
	...FINDS,
	...PAYMENTS,
	...ORDERS,
	...LIMITS,
	...WRITING,
	...UPDATES,
];
