/**
 * Leaves out texts for people: a mutant that only empties a message says nothing about the code.
 * What has less than two words is kept, as codes, names of fields and verdicts are of that kind.
 */
const TWO_WORDS = /\p{L}[^\s]*\s+[^\s]*\p{L}/u;

/** What makes a decision of its own, and has to be kept although it stands inside a text. */
const DECISIONS = new Set([
	'ConditionalExpression',
	'LogicalExpression',
	'BinaryExpression',
	'ArrowFunctionExpression',
]);

export const strykerPlugins = [
	{
		kind: 'Ignore',
		name: 'words',
		value: {
			shouldIgnore({ node }) {
				if (node.type === 'StringLiteral' && TWO_WORDS.test(node.value)) return REASON;
				if (node.type !== 'TemplateLiteral') return undefined;
				const text = node.quasis.map(({ value }) => value.cooked).join(' ');
				const decides = node.expressions.some(({ type }) => DECISIONS.has(type));
				return TWO_WORDS.test(text) && !decides ? REASON : undefined;
			},
		},
	},
];

const REASON = 'A text for people';
