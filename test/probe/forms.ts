import type { LoggedRequest } from '../../sandbox/portal';

/**
 * In which forms the methods of a portal were called: their parameters with the keys of filter,
 * order and fields, without the values. `sale.payment.list filter[=id][#]`, `… start=-1`.
 */
export function formsOf(requests: readonly LoggedRequest[]): Set<string> {
	return new Set(requests.flatMap(formsOfRequest));
}

function formsOfRequest({ method, rawBody, commands }: LoggedRequest): string[] {
	if (method.startsWith('oauth/')) return [];
	const body = parsed(rawBody);
	if (method !== 'batch') return formsOfCall(method, flat(body));
	const inside = (commands ?? []).flatMap(formsOfCommand);
	return [`batch halt=${String(body.halt)}`, ...inside];
}

/** A command of a batch: that its method stands in one is a form of its own. */
function formsOfCommand(command: string): string[] {
	const [method = '', query = ''] = command.split(/\?(.*)/s);
	return [`batch ${method}`, ...formsOfCall(method, [...new URLSearchParams(query)])];
}

function formsOfCall(method: string, pairs: Array<[path: string, value: string]>): string[] {
	const own = pairs.filter(([path]) => !['auth', 'ap', 'aplogin'].includes(path));
	return own.map(([path, value]) => `${method} ${formOf(path.replace(/\[\d+\]/g, '[#]'), value)}`);
}

/** Where the value decides how the portal works, it is a part of the form. */
function formOf(path: string, value: string): string {
	if (/^\$result\[/.test(value)) return `${path}=reference`;
	if (path === 'start') return `start=${Number(value) > 0 ? 'n' : value}`;
	if (path === 'entityTypeId' || /^order\[|^ORDER\[|\[logic\]$/.test(path)) {
		return `${path}=${value}`;
	}
	return path;
}

function flat(value: unknown, path = ''): Array<[string, string]> {
	if (typeof value !== 'object' || value === null) return [[path, String(value)]];
	return Object.entries(value).flatMap(([key, entry]) =>
		flat(entry, path === '' ? key : `${path}[${key}]`),
	);
}

function parsed(text: string): Record<string, unknown> {
	try {
		return JSON.parse(text) as Record<string, unknown>;
	} catch {
		return {};
	}
}
