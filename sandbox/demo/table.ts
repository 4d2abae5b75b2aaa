/** A table for a terminal: columns as wide as their longest cell, numbers to the right. */
export function table(headings: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const widths = headings.map((heading, column) =>
		Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
	);
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, column) =>
				/^[\d.,]+( [A-Z]{3})?$/.test(cell)
					? cell.padStart(widths[column] ?? 0)
					: cell.padEnd(widths[column] ?? 0),
			)
			.join('  ')
			.trimEnd();
	const rule = widths.map((width) => '─'.repeat(width));
	return [headings, rule, ...rows].map((row) => `  ${line(row)}`).join('\n');
}

export function money(sum: unknown, currency: unknown): string {
	return typeof sum === 'number' ? `${sum.toFixed(2)} ${String(currency)}` : '';
}
