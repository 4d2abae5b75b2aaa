import type { Stage } from './stage';

/** One thing that a person does, from a portal as at the start. */
export interface Scenario {
	readonly name: string;
	/** @throws when the person sees, or the portal's ledger holds, something else than expected */
	run(stage: Stage): Promise<void>;
}
