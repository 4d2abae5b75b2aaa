/** An amount for a list, e.g. `1250.00 EUR`; empty when there is none. */
export function money(sum: number | null, currency: string): string {
	return sum === null ? '' : `${sum.toFixed(2)} ${currency}`.trim();
}
