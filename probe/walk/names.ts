/** A payment ID that no portal has come to yet. */
export const UNKNOWN_ID = 2_000_000_000;

/** What nobody has called anything in Bitrix24. */
export const UNKNOWN_NAME = 'probeNoSuchName';

/** Where the code of a batch points to a command of the same batch. */
export const REFERENCE_LIKE = '$timesheet[7]';

/** Characters that a batch has to carry through two layers of encoding. */
export const AWKWARD = 'a+b%c&d#e=é';

/** Methods that read and belong to permissions which few credentials have. */
export const METHODS_BY_SCOPE: ReadonlyArray<readonly [scope: string, method: string]> = [
	['salescenter', 'salescenter.payment.getPublicUrl'],
	['pay_system', 'sale.paysystem.list'],
	['sale', 'sale.payment.getFields'],
	['user', 'user.current'],
	['disk', 'disk.storage.getlist'],
	['catalog', 'catalog.catalog.list'],
	['mailservice', 'mailservice.list'],
	['department', 'department.get'],
	['lists', 'lists.get.iblock.type.id'],
];
