/** What a terminal shows without breaking lines. */
export const WIDTH = 100;

/** A table for a terminal: columns as wide as their longest cell, numbers to the right. */
export function table(headings: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const widths = headings.map((heading, column) =>
		Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
	);
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, column) =>
				/^-?[\d.,]+( [A-Z]{3})?$/.test(cell)
					? cell.padStart(widths[column] ?? 0)
					: cell.padEnd(widths[column] ?? 0),
			)
			.join('  ')
			.trimEnd();
	const rule = widths.map((width) => '─'.repeat(width));
	return [headings, rule, ...rows].map((row) => `  ${line(row)}`).join('\n');
}

/** A text in lines that fit the terminal, all of them behind this margin. */
export function wrapped(text: string, margin: string): string {
	const lines: string[] = [];
	for (const word of text.split(' ')) {
		const longer = `${lines.at(-1) ?? ''} ${word}`;
		const fits = lines.length > 0 && margin.length + longer.length <= WIDTH;
		if (fits) lines[lines.length - 1] = longer;
		else lines.push(word);
	}
	return lines.map((line) => margin + line).join('\n');
}

export function money(sum: unknown, currency: unknown): string {
	return typeof sum === 'number' ? `${sum.toFixed(2)} ${String(currency)}` : '';
}
