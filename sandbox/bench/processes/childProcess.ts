import { fork, type ChildProcess } from 'node:child_process';

interface Outcome {
	readonly value?: unknown;
	readonly problem?: string;
}

/** A process of the benchmark: answers each message with a value or says what went wrong. */
export class BenchProcess {
	private readonly child: ChildProcess;

	constructor(file: string) {
		// To measure memory, what is no longer needed has to be given up at will.
		this.child = fork(file, { execArgv: [...process.execArgv, '--expose-gc'] });
	}

	/** Asks one thing; the next may be asked when this one is answered. */
	async ask<Value>(question: object): Promise<Value> {
		const { value, problem } = await new Promise<Outcome>((resolve) => {
			const exited = () => resolve({ problem: 'The process ended' });
			this.child.once('exit', exited);
			this.child.once('message', (outcome: Outcome) => {
				this.child.off('exit', exited);
				resolve(outcome);
			});
			this.child.send(question);
		});
		if (problem !== undefined) throw new Error(problem);
		return value as Value;
	}

	async end(): Promise<void> {
		if (this.child.exitCode !== null) return;
		const gone = new Promise((resolve) => this.child.once('exit', resolve));
		// It cleans up when it is left alone; a signal would not let it.
		if (this.child.connected) this.child.disconnect();
		else this.child.kill();
		await gone;
	}
}

/** The other end: answers every question, and ends with the benchmark. */
export function answerQuestions<Question>(answer: (question: Question) => Promise<unknown>): void {
	process.once('disconnect', () => process.exit());
	process.on('message', (question: Question) => {
		void answer(question).then(
			(value) => process.send?.({ value }),
			(error: unknown) =>
				process.send?.({ problem: error instanceof Error ? error.stack : String(error) }),
		);
	});
}
