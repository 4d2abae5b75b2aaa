import { NOTICEABLE_MS, type WaitReason } from '../portal/patience';
import type { Portal } from '../portal/portal';

/** What a run waits for, in words that follow "Waited 3 min for". */
export const NAMES: Readonly<Record<WaitReason, string>> = {
	rate: 'Bitrix24 to accept requests, or for another execution',
	operating: "Bitrix24's limit of operating time",
};

/** @param ms at least a second or so */
export function inWords(ms: number): string {
	return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** How long a run has waited, for its hint; empty when that is not worth mentioning. */
export function waitsInWords(portals: Iterable<Portal>): string {
	const waited: Record<WaitReason, number> = { rate: 0, operating: 0 };
	for (const { patience } of portals) {
		waited.rate += patience.spent('rate');
		waited.operating += patience.spent('operating');
	}
	return (['operating', 'rate'] as const)
		.filter((reason) => waited[reason] >= NOTICEABLE_MS)
		.map((reason) => `Waited ${inWords(waited[reason])} for ${NAMES[reason]}`)
		.join('. ');
}
