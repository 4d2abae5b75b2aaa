import type { Scenario } from '../support/scenario';
import { calmPanel } from './calmPanel';
import { canvas } from './canvas';
import { demo } from './demo';
import { dryRunKept } from './dryRunKept';
import { editor } from './editor';
import { examples } from './examples';
import { fromDealNumber } from './fromDealNumber';
import { nothingLeaks } from './nothingLeaks';
import { noDoubleBooking } from './noDoubleBooking';
import { oauthCredential } from './oauthCredential';
import { reinstallation } from './reinstallation';
import { tokenRotation } from './tokenRotation';
import { tool } from './tool';
import { trigger } from './trigger';
import { webhookCredential } from './webhookCredential';

/** In the order in which they are played; the last one looks at what all others left behind. */
export const SCENARIOS: readonly Scenario[] = [
	webhookCredential,
	oauthCredential,
	calmPanel,
	canvas,
	dryRunKept,
	demo,
	fromDealNumber,
	examples,
	tokenRotation,
	noDoubleBooking,
	tool,
	reinstallation,
	editor,
	trigger,
	nothingLeaks,
];
