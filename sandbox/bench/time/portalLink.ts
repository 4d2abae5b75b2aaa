import { connect, type Socket } from 'node:net';

import { asLine, onMessages, type Advanced } from './messages';
import type { Elsewhere } from './timeline';

/** A client's end of virtual time: the requests that are under way, and what the portal says. */
export class PortalLink implements Elsewhere {
	isBusy = false;

	private socket: Socket | undefined;

	private lastId = 0;

	/** What to do when a request is answered, by its number. */
	private readonly underWay = new Map<number, () => void>();

	/** Requests that the portal has not been told of. */
	private untold: number[] = [];

	private arrive: ((advanced: Advanced) => void) | undefined;

	/** @param onAnswer told whenever a request is answered */
	constructor(private readonly onAnswer: () => void) {}

	get isAwaited(): boolean {
		return this.underWay.size > 0;
	}

	async connect(port: number): Promise<void> {
		const socket = connect(port, '127.0.0.1');
		this.socket = socket;
		await new Promise<void>((resolve) => socket.once('connect', resolve));
		socket.setNoDelay(true);
		onMessages<Advanced>(socket, (advanced) => this.arrive?.(advanced));
	}

	disconnect(): void {
		this.socket?.destroy();
		this.socket = undefined;
	}

	/** @returns the number of a request that is sent now */
	depart(onAnswer: () => void): number {
		const id = ++this.lastId;
		this.underWay.set(id, onAnswer);
		this.untold.push(id);
		return id;
	}

	/** Nobody waits for this request any more; perhaps it never reaches the portal. */
	abandon(id: number): void {
		if (!this.underWay.delete(id)) return;
		const isUntold = this.untold.includes(id);
		this.untold = this.untold.filter((untold) => untold !== id);
		if (isUntold) this.isBusy = true;
		else this.socket?.write(asLine({ gone: id }));
	}

	async advance(untilMs: number): Promise<{ atMs: number; tell: () => void }> {
		const { socket, untold } = this;
		if (!socket) throw new Error('There is no portal whose time could pass');
		const advancing = new Promise<Advanced>((resolve) => (this.arrive = resolve));
		this.untold = [];
		socket.write(asLine({ sent: untold, ...(untilMs < Infinity ? { untilMs } : {}) }));
		const { atMs, answered, isBusy } = await advancing;
		this.isBusy = isBusy;
		if (untilMs === Infinity && answered.length === 0 && !isBusy && this.isAwaited) {
			throw new Error('A request waits for an answer that the portal will never give');
		}
		return { atMs, tell: () => this.tell(answered) };
	}

	private tell(answered: readonly number[]): void {
		for (const id of answered) {
			const onAnswer = this.underWay.get(id);
			if (!onAnswer) continue;
			this.underWay.delete(id);
			onAnswer();
			this.onAnswer();
		}
	}
}
