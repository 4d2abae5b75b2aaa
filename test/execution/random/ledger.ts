import type { IDataObject } from 'n8n-workflow';

import type { FakeClock } from '../../portal/support';
import type { Row } from './records';

interface Shot {
	readonly at: number;
	/** When reads show it, in ms. */
	readonly shownAt: number;
	/** Undefined once it is deleted. */
	readonly row: Row | undefined;
}

/** What happens at some moment, whoever looks. */
interface Coming {
	readonly at: number;
	readonly act: (at: number) => void;
}

/** The payments as they are, and as reads show them, which may be late. */
export class Ledger {
	private readonly shots = new Map<number, Shot[]>();

	private coming: Coming[] = [];

	private highest = 1000;

	constructor(
		private readonly clock: FakeClock,
		private readonly lateMs: number,
	) {}

	/** One that was there all the time. */
	add(row: Row): void {
		this.shots.set(row.id, [{ at: -1, shownAt: -1, row }]);
	}

	/** As it is at this moment. */
	present(id: number): Row | undefined {
		return this.shots.get(id)?.at(-1)?.row;
	}

	/** As reads show it now. */
	shown(id: number): Row | undefined {
		const shots = this.shots.get(id) ?? [];
		return shots.findLast(({ shownAt }) => shownAt <= this.clock.time)?.row;
	}

	allShown(): Row[] {
		return [...this.shots.keys()].flatMap((id) => this.shown(id) ?? []);
	}

	everExisted(id: number): boolean {
		return this.shots.has(id);
	}

	set(id: number, fields: IDataObject | undefined, at: number): void {
		const row = this.present(id);
		if (row) this.append(id, at, fields && { ...row, ...fields });
	}

	/** @returns the new ID */
	create(fields: IDataObject & { readonly orderId: number }, at: number): Row {
		const id = ++this.highest;
		const row = { ...fields, id, accountNumber: `${fields.orderId}/${id}` };
		this.append(id, at, row);
		return row;
	}

	private append(id: number, at: number, row: Row | undefined): void {
		const shots = this.shots.get(id) ?? [];
		const shownAt = Math.max(at + this.lateMs, shots.at(-1)?.shownAt ?? 0);
		this.shots.set(id, [...shots, { at, shownAt, row }]);
	}

	/** Something happens so many ms from now. */
	later(ms: number, act: (at: number) => void): void {
		this.coming.push({ at: this.clock.time + ms, act });
	}

	/** Lets happen what is due by now, in its order. */
	catchUp(): void {
		for (;;) {
			const due = this.coming.filter(({ at }) => at <= this.clock.time);
			const [next] = due.sort((one, other) => one.at - other.at);
			if (!next) return;
			this.coming = this.coming.filter((one) => one !== next);
			next.act(next.at);
		}
	}
}
