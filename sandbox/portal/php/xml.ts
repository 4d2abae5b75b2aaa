import type { Json } from './values';

/** The XML answer of a call with the suffix `.xml` (docs/bitrix24.md#addresses). */
export function encodeXml(body: Json): string {
	return `<?xml version="1.0" encoding="UTF-8"?><response>${elements(body)}</response>`;
}

function elements(value: Json): string {
	if (value === null || value === false) return '';
	if (value === true) return '1';
	if (typeof value !== 'object') return escape(String(value));
	const entries: Array<[string, Json]> =
		value instanceof Map ? [...(value as Map<string, Json>)] : Object.entries(value);
	return entries.map(([key, inner]) => element(key, inner)).join('');
}

function element(key: string, value: Json): string {
	const name = /^\d+$/.test(key) ? 'item' : key;
	return `<${name}>${elements(value)}</${name}>`;
}

function escape(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
