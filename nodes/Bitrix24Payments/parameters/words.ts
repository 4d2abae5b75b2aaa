import { maskWebhooks } from '../portal/scrubber';
import { shortened } from '../portal/words';

/** A value in a message: short, without the code of a webhook, and never an object's whole content. */
export function shown(value: unknown): string {
	if (typeof value === 'string') return `'${shortened(maskWebhooks(value), 40)}'`;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	if (value === null || value === undefined) return 'nothing';
	return Array.isArray(value) ? 'a list' : 'an object';
}
