/** Figures as people read them. */

export function amount(count: number): string {
	return count.toLocaleString('en-US');
}

export function seconds(ms: number): string {
	return `${(ms / 1000).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s`;
}

export function milliseconds(ms: number): string {
	return `${ms.toFixed(2)} ms`;
}

export function kilobytes(bytes: number): string {
	return `${(bytes / 1024).toFixed(1)} KB`;
}

/** How many times `right` makes `left`. */
export function ratio(left: number, right: number): string {
	return (left / right).toFixed(2);
}
