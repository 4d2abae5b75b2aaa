import type { IExecuteFunctions } from 'n8n-workflow';

import type { Input } from '../parameters/input';
import type { RunOptions } from '../parameters/options';
import type { Portal } from '../portal/portal';
import type { PortalOf } from './portals';

/** What one execution of the node works with. */
export interface RunContext {
	readonly context: IExecuteFunctions;
	/** Number of input items. */
	readonly count: number;
	readonly options: RunOptions;
	/** Continue On Fail is off. */
	readonly stopAtFirstFailure: boolean;
	readonly portalOf: PortalOf;
	/** The parameters of one item, for its portal. */
	input(index: number, portal?: Portal): Input;
}
