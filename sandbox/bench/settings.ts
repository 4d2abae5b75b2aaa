/** The portals that the contenders are compared on, and what they have to do there. */
import type { Latency, Limits } from '../portal';
import type { ContenderName } from './contenders';
import type { TaskName } from './tasks';

export interface Setting {
	readonly title: string;
	readonly rows: readonly ContenderName[];
	readonly task: TaskName;
	readonly payments: number;
	/** Whether the payments are paid before anything begins. */
	readonly arePaid?: boolean;
	readonly latency: Latency;
	readonly limits: Partial<Limits>;
}

/** 50 requests at once, then 2 per second; 420 s of operating time in ten minutes. */
const DOCUMENTED_LIMITS: Partial<Limits> = {};

/**
 * A self-hosted portal, where the operating limit is off by default
 * (docs/bitrix24.md#operating-time).
 */
const WITHOUT_OPERATING_LIMIT: Partial<Limits> = { operatingSeconds: Number.MAX_VALUE };

const ROWS: readonly ContenderName[] = [
	'verified',
	'unverified',
	'crmOnly',
	'httpRequest',
	'sdk',
	'sdkTimes4',
];

/** Where batches of 50 take longer than the SDK waits by itself. */
const ROWS_OF_SLOW_PORTALS: readonly ContenderName[] = [...ROWS, 'sdkPatient'];

const PAY = 'crm.item.payment.pay';

/** In ms; a list costs what the documentation's sample does (docs/bitrix24.md#server-times). */
const FAST: Latency = {
	perRequestMs: 150,
	perCommandMs: { [PAY]: 300, 'sale.payment.list': 91, '*': 40 },
};

const SLOW: Latency = { ...FAST, perCommandMs: { ...FAST.perCommandMs, [PAY]: 1000 } };

/** The samples of the documentation (docs/bitrix24.md#server-times). */
const DOCUMENTED: Latency = {
	perRequestMs: 300,
	perCommandMs: {
		[PAY]: 930,
		'crm.item.payment.get': 52,
		'sale.payment.list': 91,
		'sale.payment.get': 498,
		'sale.payment.update': 4140,
		'*': 91,
	},
};

export const SETTINGS = {
	fast: pays({ title: '1,000 payments, 0.3 s per pay', latency: FAST }),
	slow: {
		...pays({ title: '1,000 payments, 1.0 s per pay', latency: SLOW }),
		rows: ROWS_OF_SLOW_PORTALS,
	},
	documented: {
		...pays({
			title: "1,000 payments, the documentation's times (0.93 s per pay)",
			latency: DOCUMENTED,
		}),
		rows: ROWS_OF_SLOW_PORTALS,
	},
	updates: {
		...pays({
			title: "100 updates, the documentation's times (4.14 s per update)",
			latency: DOCUMENTED,
		}),
		rows: ROWS_OF_SLOW_PORTALS,
		task: 'update',
		payments: 100,
	},
	repeated: {
		...pays({ title: '1,000 payments that are paid already, 0.3 s per pay', latency: FAST }),
		arePaid: true,
	},
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

/** One payment by itself. */
export const SINGLE: Setting = {
	...pays({ title: 'A single payment', latency: FAST }),
	rows: ['verified'],
	payments: 1,
};

/** Far more than any operating limit allows, on a portal without one. */
export const SCALE: Setting = {
	...pays({ title: '10,000 payments, 0.3 s per pay, no operating limit', latency: FAST }),
	rows: ['verified'],
	payments: 10_000,
	limits: WITHOUT_OPERATING_LIMIT,
};

function pays(setting: Pick<Setting, 'title' | 'latency'>): Setting {
	return { ...setting, rows: ROWS, task: 'pay', payments: 1000, limits: DOCUMENTED_LIMITS };
}
