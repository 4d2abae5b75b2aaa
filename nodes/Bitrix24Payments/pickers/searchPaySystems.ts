import { readPaySystems } from '../operations/paySystem/getAll';
import type { PayableOverRest } from '../records/paySystem';
import { listSearch } from './lookup';
import { holds, typed } from './texts';

const PAYABLE: Readonly<Record<PayableOverRest, string>> = {
	yes: 'works with Pay via Payment System',
	no: 'not for Pay via Payment System',
	unknown: 'may work with Pay via Payment System',
};

/** Active payment systems for orders, deals and invoices, with what can be done with them. */
export const searchPaySystems = listSearch(async (lookup) => {
	const conversation = readPaySystems(true, 'ORDER');
	let step = conversation.next();
	while (!step.done) step = conversation.next(await lookup.see(step.value));
	const wanted = typed(lookup.text);
	const results = step.value
		.map(({ id, name, payableOverRest }) => ({
			name: `${name} (ID ${id}) · ${PAYABLE[payableOverRest]}`,
			value: String(id),
		}))
		.filter(({ name }) => holds(name, wanted));
	return { results };
});
