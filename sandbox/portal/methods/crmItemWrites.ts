import { DEAL, type CrmItem } from '../entities';
import { controllerError, crmAccessDenied } from '../errors';
import { isoDateTime } from '../php/dates';
import { toFloat, toText, type Json } from '../php/values';
import { SEED_ITEMS } from '../seed';
import { bindArray, bindInt } from './binding';
import type { CommandContext, RestMethod } from './types';

/** Deals that somebody makes and deletes over REST (docs/bitrix24.md#objects). */
export const CRM_ITEM_WRITES: readonly RestMethod[] = [
	{ name: 'crm.item.add', scope: 'crm', kind: 'controller', run: addItem },
	{ name: 'crm.item.delete', scope: 'crm', kind: 'controller', run: deleteItem },
];

/** A new deal is like the first one of the seed, but for what is given and what is its own. */
const LIKE = SEED_ITEMS.find(({ entityTypeId }) => entityTypeId === DEAL) as CrmItem;

function addItem(context: CommandContext): Json {
	const { params, core, auth } = context;
	requireDeal(context);
	const fields = bindArray(params, 'fields');
	const now = isoDateTime(core.clock.now());
	const item = core.store.addItem({
		...LIKE,
		title: toText(fields.get('title') ?? null),
		opportunity: toFloat(fields.get('opportunity') ?? 0),
		currencyId: toText(fields.get('currencyId') ?? 'EUR'),
		stageId: 'NEW',
		categoryId: 0,
		assignedById: auth.user.id,
		companyId: 0,
		createdTime: now,
		updatedTime: now,
	});
	context.noteChange();
	return { item: { ...item } };
}

/** Its orders stay, as they are records of their own. */
function deleteItem(context: CommandContext): Json {
	const { params, core } = context;
	requireDeal(context);
	const id = bindInt(params, 'id');
	if (!core.store.removeItem(DEAL, id)) throw controllerError('Element not found', 'NOT_FOUND');
	context.noteChange();
	return [];
}

function requireDeal({ params, auth }: CommandContext): void {
	const entityTypeId = bindInt(params, 'entityTypeId');
	if (!auth.user.isAdmin && auth.user.crm !== 'update') throw crmAccessDenied();
	if (entityTypeId === DEAL) return;
	throw controllerError('Smart Process was not found', 'NOT_FOUND');
}
