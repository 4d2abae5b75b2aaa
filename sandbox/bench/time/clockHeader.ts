/** Carries virtual time (ms) with a request to the portal, and back with its answer. */
export const CLOCK_HEADER = 'x-bench-clock';
