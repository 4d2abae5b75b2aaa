/** A value in a message: short, and never an object's whole content. */
export function shown(value: unknown): string {
	if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	if (value === null || value === undefined) return 'nothing';
	return Array.isArray(value) ? 'a list' : 'an object';
}
