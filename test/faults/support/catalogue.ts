import { COMMAND_CASES } from './commandFaults';
import type { FaultCase } from './faultCase';
import { FOREIGN_CASES } from './foreignAnswers';
import { TRANSPORT_CASES } from './transportFaults';

/** Every fault of the portal that can hit a request, with what the rules promise. */
export const FAULT_CASES: readonly FaultCase[] = [
	...TRANSPORT_CASES,
	...FOREIGN_CASES,
	...COMMAND_CASES,
];
