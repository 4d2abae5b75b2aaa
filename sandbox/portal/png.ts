import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MODULES = 21;
const SCALE = 4;
const SIZE = MODULES * SCALE;

/** A small, valid PNG that stands for the QR code of a link; the same text gives the same picture. */
export function qrPicture(text: string): string {
	const chunks = [
		chunk('IHDR', header()),
		chunk('IDAT', deflateSync(pixels(text))),
		chunk('IEND', Buffer.alloc(0)),
	];
	return Buffer.concat([SIGNATURE, ...chunks]).toString('base64');
}

/** Width, height, 8 bits per pixel, greyscale. */
function header(): Buffer {
	const data = Buffer.alloc(13);
	data.writeUInt32BE(SIZE, 0);
	data.writeUInt32BE(SIZE, 4);
	data[8] = 8;
	return data;
}

function pixels(text: string): Buffer {
	const bits = createHash('sha512').update(text).digest();
	const rows = Array.from({ length: SIZE }, (_, y) => {
		const row = Buffer.alloc(SIZE + 1, 0xff);
		row[0] = 0;
		for (let x = 0; x < SIZE; x += 1) row[x + 1] = isDark(bits, x, y) ? 0x00 : 0xff;
		return row;
	});
	return Buffer.concat(rows);
}

function isDark(bits: Buffer, x: number, y: number): boolean {
	const module = Math.floor(y / SCALE) * MODULES + Math.floor(x / SCALE);
	const byte = bits[Math.floor(module / 8) % bits.length] ?? 0;
	return (byte & (1 << module % 8)) !== 0;
}

function chunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const sum = Buffer.alloc(4);
	sum.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, sum]);
}

/** The checksum of a PNG chunk; node:zlib offers it only in later versions. */
function crc32(data: Buffer): number {
	let crc = 0xffffffff;
	for (const byte of data) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return (crc ^ 0xffffffff) >>> 0;
}
