const ODD_NAMES: Record<string, string> = {
	ID_1_C: 'ID_1C',
	VERSION_1_C: 'VERSION_1C',
	UPDATED_1_C: 'UPDATED_1C',
};

/**
 * The key converter of the sale.* methods. It expects camelCase: `ORDER_ID` and `ID` come out
 * mangled and are then dropped as unknown (docs/bitrix24.md#field-names).
 */
export function toSnakeCase(name: string): string {
	const snake = name
		.replace(/(.)([A-Z])/g, '$1_$2')
		.toLowerCase()
		.replace(/(\d+)([a-z])/g, '$1_$2')
		.replace(/([a-z])(\d)/g, '$1_$2')
		.toUpperCase();
	return ODD_NAMES[snake] ?? snake;
}

/** The crm.* methods also take UPPER_SNAKE names (docs/bitrix24.md#field-names). */
export function toUpperSnake(name: string): string {
	return /^[^a-z]*$/.test(name) ? name : name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase();
}

/** `ORDER_ID` → `orderId`, as answers are printed. */
export function toCamelCase(name: string): string {
	return name.toLowerCase().replace(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
}

const snakeIndexes = new WeakMap<readonly string[], Map<string, string>>();

/** Looks a converted name up among known camelCase fields; undefined when it was mangled. */
export function fieldBySnakeName<Field extends string>(
	snake: string,
	fields: readonly Field[],
): Field | undefined {
	return snakeIndex(fields).get(snake) as Field | undefined;
}

function snakeIndex(fields: readonly string[]): Map<string, string> {
	const known = snakeIndexes.get(fields);
	if (known !== undefined) return known;
	const index = new Map(fields.map((field) => [toSnakeCase(field), field]));
	snakeIndexes.set(fields, index);
	return index;
}
