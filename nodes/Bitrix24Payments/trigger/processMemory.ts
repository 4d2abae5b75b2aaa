import type { IDataObject } from 'n8n-workflow';

/** What polls of one process know of each other, by workflow and node. */
export class ProcessMemory {
	private readonly underWay = new Set<string>();

	private readonly baselines = new Map<string, IDataObject>();

	/**
	 * n8n starts the next poll though the one before is not done.
	 * @returns false when there is one at work
	 */
	begin(key: string): boolean {
		if (this.underWay.has(key)) return false;
		this.underWay.add(key);
		return true;
	}

	end(key: string): void {
		this.underWay.delete(key);
	}

	/**
	 * Where n8n keeps cursors durably, it does not store what the poll of an activation leaves, unless
	 * it starts an execution. So the process remembers that until it is found stored.
	 */
	keepBaseline(key: string, state: IDataObject): void {
		this.baselines.set(key, state);
	}

	baseline(key: string): IDataObject | undefined {
		return this.baselines.get(key);
	}

	forgetBaseline(key: string): void {
		this.baselines.delete(key);
	}
}

/** Of the running process. */
export const processMemory = new ProcessMemory();
