import { parseFilterKey } from './filters';
import { paymentParameter } from './methods/types';
import { isArray, toInt, type PhpArray, type PhpValue } from './php/values';

/** The payment a command concerns, as far as its parameters tell. */
export function paymentIdOf(method: string, params: PhpArray): number | undefined {
	const wanted = paymentParameter(method);
	if (wanted === undefined) return undefined;
	const isCaseSensitive = wanted === 'id';
	const value = isCaseSensitive
		? params.get(wanted)
		: [...params].find(([key]) => key.toLowerCase() === wanted)?.[1];
	return idOf(value);
}

/** All payments a command concerns: a list asks for several by their ids. */
export function paymentIdsOf(method: string, params: PhpArray): number[] {
	if (method.toLowerCase() === 'sale.payment.list') return listedIds(params.get('filter'));
	const id = paymentIdOf(method, params);
	return id === undefined ? [] : [id];
}

function listedIds(filter: PhpValue | undefined): number[] {
	if (!isArray(filter)) return [];
	return [...filter].flatMap(([key, value]) => {
		const { field, operation, negated } = parseFilterKey(key);
		if (field !== 'id' || negated || !['', '=', '@'].includes(operation)) return [];
		return (isArray(value) ? [...value.values()] : [value]).flatMap((one) => idOf(one) ?? []);
	});
}

function idOf(value: PhpValue | undefined): number | undefined {
	if (value === undefined || value === null || isArray(value)) return undefined;
	const id = toInt(value);
	return id > 0 ? id : undefined;
}
