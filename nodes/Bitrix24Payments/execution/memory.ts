import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { PaymentRef } from '../parameters/paymentRef';
import { Failure, type OwnCode } from '../portal/failure';
import { isObject } from '../portal/json';
import type { Entry } from './entry';

const NAME = 'bitrix24Payments';

/** What an execution remembers of an item that was sent and must not be sent again. */
export interface Memento {
	/** The payment that Bitrix24 answered to have created. */
	readonly createdId?: number;
	/** What became of it, if that is known. */
	readonly failure?: Failure;
}

/**
 * What this execution has created, refunded or charged. Retry On Fail runs the node anew for all
 * items, also for those that are done; n8n keeps the node's context over the tries and ends it
 * with the execution (docs/money-rules.md#repeat-only-what-did-not-happen).
 */
export class Memory {
	constructor(
		private readonly kept: IDataObject,
		/** A node in a loop runs more than once with the same items. */
		private readonly runIndex: number,
		/** Retry On Fail is on. */
		private readonly isRetried = false,
	) {}

	recall(entry: Entry): Memento | undefined {
		const kept = this.kept[this.keyOf(entry)];
		if (!isObject(kept)) return undefined;
		const { createdId, failure } = kept;
		return {
			...(typeof createdId === 'number' ? { createdId } : {}),
			...(isObject(failure) ? { failure: revived(failure) } : {}),
		};
	}

	/** Only what is not harmless to do twice is worth remembering. */
	note(entry: Entry, { createdId, failure }: Memento = {}): void {
		if (!entry.change.rerunRisk) return;
		this.kept[this.keyOf(entry)] = {
			...(createdId === undefined ? {} : { createdId }),
			...(failure ? { failure: embalmed(failure) } : {}),
		};
	}

	/** It certainly did not happen. */
	forget(entry: Entry): void {
		delete this.kept[this.keyOf(entry)];
	}

	/** For the next try, to which the payment alone would not show that this is done. */
	noteDone(entry: Entry): void {
		if (this.isRetried) this.kept[this.keyOfDone(entry)] = true;
	}

	/** Whether an earlier try has done it. */
	wasDone(entry: Entry): boolean {
		return this.kept[this.keyOfDone(entry)] === true;
	}

	private keyOfDone(entry: Entry): string {
		return `${this.keyOf(entry)} done`;
	}

	/** Which payment an earlier try found for an item. */
	recallFound(index: number, ref: PaymentRef): number | undefined {
		const id = this.kept[this.keyOfFound(index, ref)];
		return typeof id === 'number' ? id : undefined;
	}

	/** The next try is about the same payment: what was found has changed by then. */
	noteFound(index: number, ref: PaymentRef, id: number): void {
		if (this.isRetried) this.kept[this.keyOfFound(index, ref)] = id;
	}

	private keyOfFound(index: number, ref: PaymentRef): string {
		return `${this.runIndex} ${index} found ${JSON.stringify(ref)}`;
	}

	/** Not what it wished: a comment with the time in it is another one in every try. */
	private keyOf({ index, change }: Entry): string {
		return `${this.runIndex} ${index} ${change.target}`;
	}
}

/** The memory of the execution that a node runs in. */
export function memoryOf(context: IExecuteFunctions): Memory {
	const nodeContext: IDataObject = context.getContext('node');
	const known = nodeContext[NAME];
	const kept = isObject(known) ? known : {};
	nodeContext[NAME] = kept;
	const runIndex = Number(context.evaluateExpression('{{ $runIndex }}', 0)) || 0;
	return new Memory(kept, runIndex, context.getNode().retryOnFail);
}

/** n8n keeps its context as JSON. */
function embalmed({ code, message, description, bitrixCode }: Failure): IDataObject {
	return { code, message, description, ...(bitrixCode === undefined ? {} : { bitrixCode }) };
}

function revived({ code, message, description, bitrixCode }: IDataObject): Failure {
	return new Failure({
		code: code as OwnCode,
		message: String(message),
		description: String(description),
		...(bitrixCode === undefined ? {} : { bitrixCode: String(bitrixCode) }),
	});
}
