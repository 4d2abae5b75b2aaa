import { invalidInput } from '../portal/failure';
import { emptyInput, isEmpty, shown } from './words';

/**
 * `Y` or `N`, exactly: Bitrix24 takes everything else for `N` (docs/bitrix24.md#paid-in-an-update).
 * @throws Failure (`INVALID_INPUT`)
 */
export function flag(value: unknown, label: string): 'Y' | 'N' {
	if (value === true || value === 'Y' || value === 'true') return 'Y';
	if (value === false || value === 'N' || value === 'false') return 'N';
	if (isEmpty(value)) throw emptyInput(label);
	throw invalidInput(
		`'${label}' is neither on nor off: ${shown(value)}`,
		'Use true or false, or Y or N, without quotes or spaces around them',
	);
}
