import { visible } from '../parameters/words';

/** Texts longer than this are not looked for: nobody types them, and no title is as long. */
const LONGEST = 100;

/** What was typed into a search box: without what cannot be seen, and not endless. */
export function typed(text: string): string {
	return visible(text).slice(0, LONGEST);
}

/** Whether a text holds another one, without regard to case and accents, as databases compare. */
export function holds(text: unknown, wanted: string): boolean {
	return typeof text === 'string' && folded(text).includes(folded(wanted));
}

function folded(text: string): string {
	return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
