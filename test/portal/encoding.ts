import { parseStr, parseUrl } from '../../sandbox/portal/php/query';
import { toPlain } from '../../sandbox/portal/php/values';

/** A command as PHP has it: method and nested parameters, all of them strings. */
export interface Received {
	readonly method: string;
	readonly params: unknown;
}

export function byParserOfSandbox(encoded: string): Received {
	const parts = parseUrl(encoded);
	if (parts === false) throw new Error(`No URL: ${encoded}`);
	return { method: parts.path ?? '', params: toPlain(parseStr(parts.query ?? '')) };
}
