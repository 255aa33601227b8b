import { InputError, show } from '../../core/input-error.ts';

/** A point: x to the right, y down, in pixels. */
export type Point = readonly [x: number, y: number];

/** What each sign is drawn with: strokes through points, x from 0 to 4 and y from 0 to 6, `|` between the strokes. */
const STROKES: Readonly<Record<string, string>> = {
  A: '06 20 46|14 34',
  B: '03 33 44 45 36 06 00 30 41 42 33',
  C: '41 30 10 01 05 16 36 45',
  D: '00 06 26 44 42 20 00',
  E: '40 00 06 46|03 33',
  F: '40 00 06|03 33',
  G: '41 30 10 01 05 16 36 45 43 23',
  H: '00 06|40 46|03 43',
  I: '10 30|20 26|16 36',
  J: '40 45 36 16 05',
  K: '00 06|40 03 46',
  L: '00 06 46',
  M: '06 00 23 40 46',
  N: '06 00 46 40',
  O: '10 30 41 45 36 16 05 01 10',
  P: '06 00 30 41 42 33 03',
  Q: '10 30 41 45 36 16 05 01 10|24 46',
  R: '06 00 30 41 42 33 03|23 46',
  S: '41 30 10 01 02 13 33 44 45 36 16 05',
  T: '00 40|20 26',
  U: '00 05 16 36 45 40',
  V: '00 26 40',
  W: '00 16 23 36 40',
  X: '00 46|40 06',
  Y: '00 23 40|23 26',
  Z: '00 40 06 46',
  0: '10 30 41 45 36 16 05 01 10',
  1: '11 20 26|16 36',
  2: '01 10 30 41 42 06 46',
  3: '01 10 30 41 42 33 13|33 44 45 36 16 05',
  4: '36 30 04 44',
  5: '40 00 03 33 44 45 36 06',
  6: '30 10 01 05 16 36 45 44 33 03',
  7: '00 40 16',
  8: '13 02 01 10 30 41 42 33 13 04 05 16 36 45 44 33',
  9: '16 36 45 41 30 10 01 02 13 43',
  ' ': '',
  '.': '26',
  ',': '26 17',
  ':': '22|25',
  '!': '20 24|26',
  '?': '01 10 30 41 42 24|26',
  "'": '20 21',
  '-': '13 33',
  '−': '13 33',
  '+': '03 43|21 25',
  '=': '02 42|04 44',
  '×': '11 35|31 15',
  '/': '06 40',
  '%': '06 40|11|35',
  '(': '30 21 25 36',
  ')': '10 21 25 16',
  '<': '31 13 35',
  '>': '11 33 15',
  '°': '10 20 21 11 10',
  '←': '43 03|21 03 25',
  '↑': '26 20|02 20 42',
  '→': '03 43|21 43 25',
  '↓': '20 26|04 26 44',
};
/** From one sign to the next, and how thick a stroke is, in the units of {@link STROKES}. */
const ADVANCE = 5.8;
const THICKNESS = 0.9;
const UNITS_HIGH = 6 + THICKNESS;

/** How wide a line of text is whose capital letters are `height` pixels high. */
export function textWidth(text: string, height: number): number {
  const signs = [...text].length;
  return signs === 0 ? 0 : ((signs * ADVANCE - (ADVANCE - 4) + THICKNESS) * height) / UNITS_HIGH;
}

/**
 * The strokes of a line of text, centred at (x, y), and their width; capital letters are `height` pixels high.
 *
 * @param text of A–Z (small letters are drawn as capitals), 0–9, space and . , : ! ? ' - + = × / % ( ) < > ° ← ↑ → ↓
 * @throws InputError where the text has another sign
 */
export function textStrokes(text: string, x: number, y: number, height: number): { strokes: Point[][]; width: number } {
  const unit = height / UNITS_HIGH;
  const left = x - (textWidth(text, height) - THICKNESS * unit) / 2;
  const strokes = [...text].flatMap((sign, i) =>
    glyph(sign).map((stroke) =>
      stroke.map(([across, down]): Point => [left + (i * ADVANCE + across) * unit, y + (down - 3) * unit]),
    ),
  );
  return { strokes, width: THICKNESS * unit };
}

function glyph(sign: string): Point[][] {
  const strokes = STROKES[sign.toUpperCase()];
  if (strokes === undefined) {
    throw new InputError('text', `must be made of the signs ${Object.keys(STROKES).join('')}`, show(sign));
  }
  if (strokes === '') return [];
  return strokes.split('|').map((stroke) => stroke.split(' ').map((pair): Point => [Number(pair[0]), Number(pair[1])]));
}
