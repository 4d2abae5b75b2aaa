/**
 * Puts a client's process on virtual time. What runs in it keeps its own waiting code: `Date.now`,
 * `performance.now`, `setTimeout` and the duration of HTTP requests are virtual for n8n, its nodes
 * and the SDK alike. Chance is the same in every run, so that the pauses that it draws out are.
 */
import { DEFAULT_START_MS } from '../../portal/clock';
import { seededRandom } from '../chance';
import { PortalLink } from './portalLink';
import { replaceRequests } from './requests';
import { Timeline } from './timeline';
import { replaceTimers } from './timers';

export interface ClientTime {
	readonly timeline: Timeline;
	readonly link: PortalLink;
	/** What `performance.now` was before. */
	realNow(): number;
}

const SEED = 2;

/**
 * Has to be called before anything is loaded that keeps its own copy of these functions.
 * @param onAnswer told whenever a request is answered
 */
export function installClientTime(onAnswer: () => void): ClientTime {
	const timeline = new Timeline(DEFAULT_START_MS);
	const link = new PortalLink(onAnswer);
	const realNow = performance.now.bind(performance);
	Date.now = () => timeline.now();
	performance.now = () => timeline.now() - DEFAULT_START_MS;
	Math.random = seededRandom(SEED);
	replaceTimers(timeline);
	replaceRequests(timeline, link);
	timeline.share(link);
	return { timeline, link, realNow };
}
