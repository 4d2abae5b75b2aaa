import type { IDataObject } from 'n8n-workflow';

import { momentFrom, OperatingTime } from '../../nodes/Bitrix24Payments/portal/operatingTime';
import { FakeClock, START } from './support';

const PAY = 'crm.item.payment.pay';

function open() {
	const clock = new FakeClock();
	return { clock, operating: new OperatingTime(clock) };
}

/** The `time` block of an answer of a portal whose clock is right. */
function told(used: number, endsInS: number, clock: FakeClock): IDataObject {
	const finish = clock.now() / 1000;
	return { operating: used, operating_reset_at: finish + endsInS, finish };
}

describe('The operating time of a method', () => {
	it('is unknown before an answer has told it', () => {
		const { operating } = open();
		expect(operating.left(PAY)).toBe(Infinity);
		expect(operating.endsIn(PAY)).toBeUndefined();
		expect(operating.endsAt(PAY)).toBeUndefined();
	});

	it('is what 420 seconds leave, until a part is forgiven', () => {
		const { clock, operating } = open();
		operating.learn(PAY, told(120, 300, clock));
		expect(operating.left(PAY)).toBe(300);
		expect(operating.endsIn(PAY)).toBe(300_000);
		clock.time += 299_999;
		expect(operating.left(PAY)).toBe(300);
		clock.time += 1;
		expect(operating.left(PAY)).toBe(Infinity);
		expect(operating.endsIn(PAY)).toBeUndefined();
	});

	it('is told by the last answer', () => {
		const { clock, operating } = open();
		operating.learn(PAY, told(120, 300, clock));
		operating.learn(PAY, told(20, 600, clock));
		expect(operating.left(PAY)).toBe(400);
		expect(operating.endsIn(PAY)).toBe(600_000);
	});

	it('is each method’s own', () => {
		const { clock, operating } = open();
		operating.learn(PAY, told(400, 300, clock));
		expect(operating.left('crm.item.payment.unpay')).toBe(Infinity);
		expect(operating.endsIn('crm.item.payment.unpay')).toBeUndefined();
	});

	it.each([
		['nothing', undefined],
		['an empty block', {}],
		['other kinds of values', { operating: '12', operating_reset_at: '1775808000' }],
		['an end that no calendar has', { operating_reset_at: 1e20 }],
		['an end before all time', { operating_reset_at: -5 }],
	])('is not learnt from %s', (_what, time) => {
		const { clock, operating } = open();
		operating.learn(PAY, told(120, 300, clock));
		operating.learn(PAY, time);
		expect(operating.left(PAY)).toBe(300);
		expect(operating.endsIn(PAY)).toBe(300_000);
	});

	it('says nothing about what is left where the end is not told', () => {
		const { clock, operating } = open();
		operating.learn(PAY, told(120, 300, clock));
		operating.learn(PAY, { operating: 300 });
		expect(operating.left(PAY)).toBe(Infinity);
		expect(operating.endsIn(PAY)).toBeUndefined();
	});

	it('is nothing where something else than a number stands in its place', () => {
		const { clock, operating } = open();
		operating.learn(PAY, { ...told(0, 300, clock), operating: '120' });
		expect(operating.left(PAY)).toBe(420);
	});

	it('is not less than nothing', () => {
		const { clock, operating } = open();
		operating.learn(PAY, told(-5, 300, clock));
		expect(operating.left(PAY)).toBe(420);
	});
});

describe('The limit of operating time', () => {
	it('is higher where more than 420 seconds were used up', () => {
		const { clock, operating } = open();
		operating.learn(PAY, told(420, 300, clock));
		expect(operating.left(PAY)).toBe(0);
		operating.learn(PAY, told(421, 300, clock));
		expect(operating.left(PAY)).toBe(59);
		operating.learn(PAY, told(100, 300, clock));
		expect(operating.left(PAY)).toBe(380);
	});

	it('is none where even more than 480 seconds were used up, until it strikes', () => {
		const { clock, operating } = open();
		operating.learn(PAY, told(480, 300, clock));
		expect(operating.left(PAY)).toBe(0);
		operating.learn(PAY, told(481, 300, clock));
		expect(operating.left(PAY)).toBe(Infinity);
		operating.learn(PAY, told(900, 300, clock));
		operating.struck(PAY);
		operating.learn(PAY, told(100, 300, clock));
		expect(operating.left(PAY)).toBe(800);
	});

	it('is what had been used when it struck', () => {
		const { clock, operating } = open();
		operating.learn(PAY, told(300, 300, clock));
		operating.struck(PAY);
		expect(operating.left(PAY)).toBe(0);
		operating.learn(PAY, told(100, 300, clock));
		expect(operating.left(PAY)).toBe(200);
	});

	it('is not learnt from a strike that others have brought about', () => {
		const { clock, operating } = open();
		operating.learn(PAY, told(210, 300, clock));
		operating.struck(PAY);
		expect(operating.left(PAY)).toBe(210);
		operating.struck('crm.item.payment.unpay');
		operating.learn('crm.item.payment.unpay', told(20, 300, clock));
		expect(operating.left('crm.item.payment.unpay')).toBe(400);
	});

	it('of one method says nothing about that of another', () => {
		const { clock, operating } = open();
		operating.learn(PAY, told(450, 300, clock));
		operating.learn('crm.item.payment.unpay', told(100, 300, clock));
		expect(operating.left('crm.item.payment.unpay')).toBe(320);
	});
});

describe('The end of an operating limit', () => {
	it.each([3_600_000, -3_600_000])(
		'is where the portal’s own clock has it, whatever ours shows (%d ms)',
		(ahead) => {
			const { clock, operating } = open();
			const time = told(400, 120, clock);
			clock.jump(ahead);
			operating.learn(PAY, time);
			expect(operating.endsIn(PAY)).toBe(120_000);
			expect(operating.left(PAY)).toBe(20);
		},
	);

	it.each([3_600_000, -3_600_000])(
		'is not moved by somebody who sets the clock afterwards (%d ms)',
		(ahead) => {
			const { clock, operating } = open();
			operating.learn(PAY, told(400, 120, clock));
			clock.jump(ahead);
			expect(operating.endsIn(PAY)).toBe(120_000);
			expect(operating.endsAt(PAY)).toBe(START + 120_000);
			clock.time += 120_000;
			expect(operating.endsIn(PAY)).toBeUndefined();
		},
	);

	it('is a time of day of the portal, for words', () => {
		const { clock, operating } = open();
		const time = told(400, 120, clock);
		clock.jump(-600_000);
		operating.learn(PAY, time);
		expect(operating.endsAt(PAY)).toBe(START + 120_000);
	});

	it('is judged by our own clock where the portal does not tell its time', () => {
		const { operating } = open();
		operating.learn(PAY, { operating: 400, operating_reset_at: START / 1000 + 120 });
		expect(operating.endsIn(PAY)).toBe(120_000);
	});

	it('is over when it lies in the past', () => {
		const { clock, operating } = open();
		operating.learn(PAY, told(400, -5, clock));
		expect(operating.endsIn(PAY)).toBeUndefined();
		expect(operating.endsAt(PAY)).toBeUndefined();
		expect(operating.left(PAY)).toBe(Infinity);
	});
});

describe('A moment in Unix seconds', () => {
	it.each([
		[1775808000, 1775808000000],
		[1775808000.5, 1775808000500],
		[0, undefined],
		[-1, undefined],
		[1e11, undefined],
		[NaN, undefined],
		[Infinity, undefined],
		['1775808000', undefined],
		[null, undefined],
		[undefined, undefined],
	])('%p is %p in ms', (seconds, ms) => {
		expect(momentFrom(seconds)).toBe(ms);
	});
});
