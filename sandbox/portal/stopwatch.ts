import type { Clock } from './clock';
import type { Dialect } from './dialect';
import type { OperatingTime } from './limits';
import { isoDateTime } from './php/dates';
import type { Json } from './php/values';

/** Measures a request or one command of a batch; booked time counts although nobody waited. */
export class Stopwatch {
	private readonly startMs: number;

	private processingFromMs: number | undefined;

	private processedMs = 0;

	private bookedMs = 0;

	constructor(
		private readonly clock: Clock,
		private readonly parent?: Stopwatch,
	) {
		this.startMs = clock.now() + (parent?.bookedMs ?? 0);
	}

	/** Adds time that passes in the report only. */
	book(ms: number): void {
		this.bookedMs += ms;
		this.parent?.book(ms);
	}

	startProcessing(): void {
		this.processingFromMs = this.nowMs();
	}

	/** Seconds the handler took. */
	finishProcessing(): number {
		this.processedMs = this.nowMs() - (this.processingFromMs ?? this.nowMs());
		return this.processedMs / 1000;
	}

	/** The `time` block of an answer (docs/bitrix24.md#answers). */
	report(usage: { operating: OperatingTime; key: string }, dialect: Dialect): Record<string, Json> {
		const finishMs = this.nowMs();
		const time: Record<string, Json> = {
			start: this.startMs / 1000,
			finish: finishMs / 1000,
			duration: (finishMs - this.startMs) / 1000,
			processing: this.processedMs / 1000,
			date_start: isoDateTime(this.startMs),
			date_finish: isoDateTime(finishMs),
		};
		return dialect.operating ? { ...time, ...operatingReport(usage) } : time;
	}

	private nowMs(): number {
		const outer = this.parent === undefined ? this.bookedMs : this.parent.bookedMs;
		return this.clock.now() + outer;
	}
}

function operatingReport(usage: { operating: OperatingTime; key: string }): Record<string, Json> {
	const resetAt = usage.operating.resetAt(usage.key);
	const operating = usage.operating.used(usage.key);
	return resetAt === undefined ? { operating } : { operating_reset_at: resetAt, operating };
}
