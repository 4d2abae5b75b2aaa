import { unexpected } from '../operations/query';
import { Failure } from '../portal/failure';
import { isObject } from '../portal/json';
import type { Look } from '../portal/look';
import { ofOwners } from '../portal/paymentSearch';
import type { ListedPayment } from './listedPayment';
import type { Lookup } from './lookup';
import type { Owner } from './owners';
import { sideBySide } from './sideBySide';

/** A payment of a deal or invoice. */
type OwnedPayment = Required<ListedPayment>;

/** So many deals can be asked for their payments in one request, one by one. */
export const AT_ONCE = 50;

/**
 * The payments of deals and invoices by way of their orders, fifty per list; where the credential
 * does not allow that, deal by deal.
 *
 * @param mayList whether the credential may list the payments of the portal
 * @returns why nothing could be read, if so
 */
export async function paymentsOf(
	owners: readonly Owner[],
	lookup: Lookup,
	{ mayList }: { mayList: boolean },
): Promise<OwnedPayment[] | Failure> {
	if (owners.length === 0) return [];
	const listed = mayList ? await byWayOfOrders(owners, lookup) : undefined;
	return listed ?? (await oneByOne(owners.slice(0, 2 * AT_ONCE), lookup));
}

async function byWayOfOrders(
	owners: readonly Owner[],
	lookup: Lookup,
): Promise<OwnedPayment[] | undefined> {
	const send = sideBySide(lookup.send);
	const types = [...new Set(owners.map(({ typeId }) => typeId))];
	const found = await Promise.all(
		types.map(async (typeId) => {
			const group = owners.filter((owner) => owner.typeId === typeId);
			const ids = group.map(({ id }) => id);
			const lists = await ofOwners(typeId, ids, send);
			if (lists instanceof Failure) return undefined;
			return group.flatMap((owner, index) => (lists[index] ?? []).map((row) => ({ row, owner })));
		}),
	);
	return found.every((payments) => payments !== undefined) ? found.flat() : undefined;
}

async function oneByOne(
	owners: readonly Owner[],
	lookup: Lookup,
): Promise<OwnedPayment[] | Failure> {
	const replies = await lookup.see(
		owners.map(
			({ typeId, id }): Look => ({
				show: 'paymentsOf',
				entityTypeId: typeId,
				entityId: id,
				singly: true,
			}),
		),
	);
	if (replies.every(({ kind }) => kind !== 'value')) {
		const [reply] = replies;
		return reply && reply.kind !== 'value' ? reply.failure : unexpected();
	}
	// One that this user may not see does not hide the others.
	return owners.flatMap((owner, index) => {
		const reply = replies[index];
		const rows: unknown = reply?.kind === 'value' ? reply.value : [];
		return Array.isArray(rows) ? rows.filter(isObject).map((row) => ({ row, owner })) : [];
	});
}
