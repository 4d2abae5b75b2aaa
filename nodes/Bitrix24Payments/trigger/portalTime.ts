import { isObject } from '../portal/json';
import { momentFrom } from '../portal/operatingTime';
import { secondsOf } from './shot';

/** The time of day on the portal: n8n's own clock may be wrong by minutes. */
export interface PortalTime {
	/** Unix seconds. */
	readonly seconds: number;
	/** How far it is ahead of Greenwich, in minutes. */
	readonly offset: number;
}

/**
 * When the portal began to work on an answer, by its `time` block (docs/bitrix24.md#answers).
 * @returns undefined where it does not tell
 */
export function timeOf(time: unknown): PortalTime | undefined {
	if (!isObject(time)) return undefined;
	const begun = secondsOf(time.date_start);
	if (begun !== null) return { seconds: begun, offset: offsetOf(String(time.date_start)) };
	const ms = momentFrom(time.start);
	return ms === undefined ? undefined : { seconds: Math.floor(ms / 1000), offset: 0 };
}

function offsetOf(date: string): number {
	const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)$/.exec(date) ?? [];
	const offset = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
	return sign === '-' ? -offset : offset;
}

/** ISO 8601 with offset, to the second, as the portal writes dates itself. */
export function written({ seconds, offset }: PortalTime): string {
	const local = new Date((seconds + offset * 60) * 1000).toISOString().slice(0, 19);
	const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
	const pad = (part: number) => String(part).padStart(2, '0');
	return `${local}${offset < 0 ? '-' : '+'}${pad(hours)}:${pad(minutes)}`;
}
