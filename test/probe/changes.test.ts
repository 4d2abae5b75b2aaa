import { ASSUMPTIONS } from '../../probe/assumptions';
import { CHANGES } from './changes';
import { differingAfter, record, type Recording } from './recording';
import { usePortal, workOn } from './support';

const bench = usePortal({ latency: { perCommandMs: { '*': 110 } } });

let recording: Recording;
beforeAll(async () => {
	bench.portal.reset();
	workOn(bench);
	recording = await record(bench);
});

/** They are judged by what the authorization server answers; see oauth.test.ts. */
const NEEDS_OAUTH = ['token-in-body', 'token-endpoint', 'token-answer'];

it('every assumption has a changed rule that it has to notice', () => {
	const ids = ASSUMPTIONS.map(({ id }) => id).filter((id) => !NEEDS_OAUTH.includes(id));
	expect(Object.keys(CHANGES).sort()).toEqual([...ids].sort());
});

it('nothing differs as long as nothing is changed', () => {
	expect(differingAfter(recording, {})).toEqual([]);
});

describe('a changed rule is noticed in the right line and in no other', () => {
	it.each(Object.entries(CHANGES))('%s', (id, { change, also = [] }) => {
		expect(differingAfter(recording, change).sort()).toEqual([id, ...also].sort());
	});
});
