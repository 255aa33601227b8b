import type { Body } from 'planck';
import type { Frame } from '../../core/environment.ts';
import { Canvas } from '../drawing/canvas.ts';
import { BLUE, GREY, INK, ORANGE, PALE, PAPER, SKY, VERMILION } from '../drawing/palette.ts';
import { HULL } from './lander.ts';
import type { LunarFlight } from './lunar-flight.ts';
import { HEIGHT, PAD_HEIGHT, PAD_LEFT, PAD_RIGHT, type Point, WIDTH } from './lunar-terrain.ts';
import { outlinesOf } from './outlines.ts';

/** Pixels a metre. */
const SCALE = 30;

/** The moon under a dark sky, the flags of the pad, and the lander with the flames of the engines that fired; 600 × 400. */
export function drawLunarFlight(flight: LunarFlight): Frame {
  const canvas = new Canvas(WIDTH * SCALE, HEIGHT * SCALE, INK);
  const ground = flight.surface.map(([x, y]) => onPicture(x, y));
  canvas.polygon([...ground, onPicture(WIDTH, 0), onPicture(0, 0)], PALE).line(ground, 2, GREY);
  for (const x of [PAD_LEFT, PAD_RIGHT]) {
    canvas.line([onPicture(x, PAD_HEIGHT), onPicture(x, PAD_HEIGHT + 50 / SCALE)], 2, PAPER);
    const [left, top] = onPicture(x, PAD_HEIGHT + 50 / SCALE);
    canvas.polygon([onPicture(x, PAD_HEIGHT + 50 / SCALE), [left, top + 20], [left + 25, top + 10]], ORANGE);
  }
  drawFlames(canvas, flight);
  const { hull, legs } = flight.lander;
  for (const leg of legs) for (const outline of outlinesOf(leg)) canvas.polygon(outline.map(toPicture), BLUE);
  for (const outline of outlinesOf(hull)) canvas.polygon(outline.map(toPicture), SKY);
  return canvas.frame();
}

/** Below the hull for the main engine, beside it for the others, as long as the throttle is open. */
function drawFlames(canvas: Canvas, { lander, throttles }: LunarFlight): void {
  const { main, side, direction } = throttles;
  const bottom = Math.min(...HULL.map(([, y]) => y));
  const flame = (points: readonly Point[], color: typeof ORANGE) =>
    canvas.polygon(
      points.map(([x, y]) => ofBody(lander.hull, x, y)),
      color,
    );
  if (main > 0) {
    flame([at(-9, bottom), at(9, bottom), at(0, bottom - 26 * main)], VERMILION);
    flame([at(-5, bottom), at(5, bottom), at(0, bottom - 14 * main)], ORANGE);
  }
  // The engine that pushes to the left lies on the right.
  if (side > 0) flame([at(-15 * direction, 9), at(-15 * direction, 15), at(-direction * (15 + 16 * side), 12)], ORANGE);
}

/** A point of the picture from one of the body's, in its own pixels. */
function ofBody(body: Body, x: number, y: number): Point {
  const { x: worldX, y: worldY } = body.getWorldPoint({ x: x / SCALE, y: y / SCALE });
  return onPicture(worldX, worldY);
}

function toPicture([x, y]: Point): Point {
  return onPicture(x, y);
}

function onPicture(x: number, y: number): Point {
  return [x * SCALE, (HEIGHT - y) * SCALE];
}

function at(x: number, y: number): Point {
  return [x, y];
}
