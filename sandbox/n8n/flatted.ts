/**
 * Reads execution data as n8n stores it: a list in which objects refer to their values by
 * position, so that the same value may be used several times.
 */
export function parseFlatted(text: string): unknown {
	const values = JSON.parse(text) as unknown[];
	const revived = new Map<number, unknown>();

	const at = (position: number): unknown => {
		if (revived.has(position)) return revived.get(position);
		const value = values[position];
		if (typeof value !== 'object' || value === null) return value;
		const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
		revived.set(position, copy);
		for (const [key, entry] of Object.entries(value)) {
			(copy as Record<string, unknown>)[key] =
				typeof entry === 'string' ? at(Number(entry)) : entry;
		}
		return copy;
	};

	return at(0);
}
