import type { Rig } from './rig';

/** Lets something happen at the portal once this much virtual time has passed, in ms. */
export function happenAfter({ clock }: Rig, ms: number, what: () => void): void {
	const due = clock.now() + ms;
	const sleep = clock.sleep.bind(clock);
	let hasHappened = false;
	clock.sleep = async (...args: Parameters<typeof sleep>) => {
		await sleep(...args);
		if (hasHappened || clock.now() < due) return;
		hasHappened = true;
		what();
	};
}
