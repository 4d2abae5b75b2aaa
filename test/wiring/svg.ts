/** As much of XML as an icon needs: throws where the file is not well-formed. */
export interface SvgElement {
	readonly name: string;
	readonly attributes: Record<string, string>;
}

const TAG = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<&]*")*)\s*(\/?)>/y;

/** The elements of an SVG file, in their order. */
export function elementsOf(svg: string): SvgElement[] {
	const elements: SvgElement[] = [];
	const open: string[] = [];
	let position = 0;
	const text = svg.trim();
	while (position < text.length) {
		TAG.lastIndex = position;
		const tag = TAG.exec(text);
		if (!tag)
			throw new Error(`Not well-formed at ${position}: ${text.slice(position, position + 40)}`);
		const [whole, closing, name = '', attributes = '', selfClosing] = tag;
		if (closing) {
			if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
		} else {
			elements.push({ name, attributes: attributesOf(attributes) });
			if (!selfClosing) open.push(name);
		}
		position += whole.length;
		position += /^\s*/.exec(text.slice(position))?.[0].length ?? 0;
		if (open.length === 0 && position < text.length) throw new Error('More than one root element');
	}
	if (open.length > 0) throw new Error(`<${open.join('>, <')}> stays open`);
	return elements;
}

function attributesOf(text: string): Record<string, string> {
	const pairs = [...text.matchAll(/([\w:-]+)="([^"]*)"/g)];
	const names = pairs.map(([, name]) => name);
	if (new Set(names).size < names.length) throw new Error(`An attribute twice: ${text}`);
	return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}

/**
 * The colours that make the icon recognisable: those that fill a shape or draw several. A colour
 * that only one line has lies on a filled shape, such as the tick on its disc.
 */
export function mainColours(elements: readonly SvgElement[]): string[] {
	const uses = new Map<string, number>();
	for (const { attributes } of elements) {
		count(uses, attributes.fill, 2);
		count(uses, attributes.stroke, 1);
	}
	return [...uses].filter(([, weight]) => weight >= 2).map(([colour]) => colour);
}

function count(uses: Map<string, number>, colour: string | undefined, weight: number): void {
	if (colour === undefined || colour === 'none') return;
	uses.set(colour, (uses.get(colour) ?? 0) + weight);
}

/** WCAG contrast of two colours written as #rrggbb. */
export function contrast(one: string, other: string): number {
	const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
	const [, red = '', green = '', blue = ''] = /^#(..)(..)(..)$/.exec(colour) ?? [];
	const linear = [red, green, blue].map((hex) => {
		const value = Number.parseInt(hex, 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	});
	const [r = NaN, g = NaN, b = NaN] = linear;
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
