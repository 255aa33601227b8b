import type { Frame } from '../../core/environment.ts';
import { Canvas, type Color } from '../drawing/canvas.ts';
import { drawFlag, drawPerson } from '../drawing/figures.ts';
import { BLUE, GREEN, GREY, INK, ORANGE, PALE, PAPER, SKY, VERMILION } from '../drawing/palette.ts';
import { handValue } from './hand.ts';
import { IN_TAXI, STANDS, type TaxiState, TOWN_SIZE, WALLS } from './taxi-town.ts';

const ICE: Color = [214, 234, 244];
const YELLOW: Color = [240, 200, 40];
const TABLE: Color = [30, 98, 76];

/** A lake by its rows and the field that one is on, 4 × 4 in 512 × 512. */
export function drawLake(rows: readonly string[], state: number): Frame {
  const columns = rows[0]?.length ?? 1;
  const cell = Math.max(16, Math.min(128, Math.floor(512 / Math.max(rows.length, columns))));
  const canvas = new Canvas(cell * columns, cell * rows.length, GREY);
  for (const [i, field] of [...rows.join('')].entries()) {
    const [x, y] = [(i % columns) * cell, Math.floor(i / columns) * cell];
    const [middle, centre] = [x + cell / 2, y + cell / 2];
    canvas.rectangle(x + 1, y + 1, cell - 2, cell - 2, ICE);
    if (field === 'H') canvas.circle(middle, centre, 0.38 * cell, BLUE).circle(middle, centre, 0.32 * cell, INK);
    if (field === 'S') canvas.text('START', middle, y + 0.84 * cell, 0.12 * cell, BLUE);
    if (field === 'G') drawFlag(canvas, middle - 0.2 * cell, centre, 0.6 * cell);
    const aside = field === 'G' ? 0.2 * cell : 0;
    if (i === state) drawPerson(canvas, middle + aside, centre, 0.55 * cell, field === 'H' ? SKY : VERMILION);
  }
  return canvas.frame();
}

/** The cliff and the field that one is on, 720 × 240. */
export function drawCliff(state: number): Frame {
  const cell = 60;
  const canvas = new Canvas(12 * cell, 4 * cell, GREY);
  for (let i = 0; i < 48; i++) {
    const [x, y] = [(i % 12) * cell, Math.floor(i / 12) * cell];
    const off = i > 36 && i < 47;
    canvas.rectangle(x + 1, y + 1, cell - 2, cell - 2, off ? INK : [206, 226, 200]);
    if (off) {
      const teeth = [0, 1, 2, 3].flatMap((tooth): [number, number][] => [
        [x + 15 * tooth, y],
        [x + 15 * tooth + 7.5, y + 14],
      ]);
      canvas.polygon([...teeth, [x + cell, y]], [140, 116, 88]);
    }
    if (i === 36) canvas.text('START', x + 30, y + 51, 9, BLUE);
    if (i === 47) drawFlag(canvas, x + 18, y + 30, 40);
    if (i === state) drawPerson(canvas, x + (i === 47 ? 42 : 30), y + 27, 34, VERMILION);
  }
  return canvas.frame();
}

/** The town, 540 × 540: the destination's stand has a flag, and a taxi with a passenger in it shows him. */
export function drawTown({ row, column, passenger, destination }: TaxiState): Frame {
  const [cell, margin] = [100, 20];
  const size = TOWN_SIZE * cell + 2 * margin;
  const at = (index: number) => margin + (index + 0.5) * cell;
  const canvas = new Canvas(size, size, INK).rectangle(margin, margin, size - 2 * margin, size - 2 * margin, PALE);
  for (let i = 1; i < TOWN_SIZE; i++) {
    canvas.rectangle(margin + i * cell - 0.5, margin, 1, size - 2 * margin, GREY);
    canvas.rectangle(margin, margin + i * cell - 0.5, size - 2 * margin, 1, GREY);
  }
  for (const [wallRow, wallColumn] of WALLS) {
    canvas.rectangle(margin + (wallColumn + 1) * cell - 5, margin + wallRow * cell, 10, cell, INK);
  }
  for (const [stand, [standRow, standColumn]] of STANDS.entries()) {
    const [x, y] = [at(standColumn), at(standRow)];
    const color = [VERMILION, GREEN, YELLOW, SKY][stand] as Color;
    canvas.rectangle(x - 40, y - 40, 80, 80, color).text('RGYB'.charAt(stand), x - 26, y - 25, 20, INK);
    if (stand === destination) drawFlag(canvas, x + 24, y - 20, 36, INK);
    if (stand === passenger) drawPerson(canvas, x - 2, y - 19, 36, INK);
  }
  drawCab(canvas, at(column), at(row), passenger === IN_TAXI);
  return canvas.frame();
}

function drawCab(canvas: Canvas, x: number, y: number, occupied: boolean): void {
  canvas.rectangle(x - 18, y, 38, 20, INK).rectangle(x - 15, y + 3, 32, 14, occupied ? PAPER : GREY);
  if (occupied) drawPerson(canvas, x + 1, y + 13, 26, VERMILION);
  canvas.line(
    [
      [x - 28, y + 26],
      [x + 30, y + 26],
    ],
    20,
    INK,
  );
  canvas.line(
    [
      [x - 28, y + 26],
      [x + 30, y + 26],
    ],
    15,
    ORANGE,
  );
  for (const wheel of [x - 20, x + 22]) canvas.circle(wheel, y + 37, 8, INK).circle(wheel, y + 37, 3, PALE);
}

/** The table with the cards of both, 600 × 400; the dealer's second card lies face down where `hidden`. */
export function drawHands(dealer: readonly number[], player: readonly number[], hidden: boolean): Frame {
  const canvas = new Canvas(600, 400, TABLE);
  const dealers = hidden ? String(dealer[0] === 1 ? 'A' : dealer[0]) : String(handValue(dealer).sum);
  const { sum, usableAce } = handValue(player);
  canvas.text(`DEALER  ${dealers}`, 300, 24, 18, PAPER);
  canvas.text(`PLAYER  ${sum}${usableAce ? '  USABLE ACE' : ''}`, 300, 376, 18, PAPER);
  drawCards(canvas, dealer, 46, hidden);
  drawCards(canvas, player, 210, false);
  return canvas.frame();
}

function drawCards(canvas: Canvas, cards: readonly number[], y: number, hidden: boolean): void {
  const apart = Math.min(112, 440 / Math.max(1, cards.length - 1));
  for (const [i, card] of cards.entries()) {
    const x = 300 + (i - (cards.length - 1) / 2) * apart;
    const name = card === 1 ? 'A' : String(card);
    canvas.rectangle(x - 51, y, 102, 144, INK).rectangle(x - 50, y + 1, 100, 142, PAPER);
    if (hidden && i === 1) canvas.rectangle(x - 43, y + 8, 86, 128, BLUE);
    else canvas.text(name, x - 31, y + 18, 16, INK).text(name, x, y + 76, 52, card === 1 ? VERMILION : INK);
  }
}
