import type { Body } from 'planck';
import type { Frame } from '../../core/environment.ts';
import { Canvas, type Color } from '../drawing/canvas.ts';
import { BLUE, GREEN, GREY, INK, ORANGE, PALE, PAPER, SKY, VERMILION } from '../drawing/palette.ts';
import { outlinesOf } from './outlines.ts';
import type { Walk } from './walk.ts';
import { RAYS } from './walker-lidar.ts';
import { type Point, STEP } from './walker-terrain.ts';

/** Pixels, and pixels a metre. */
const [WIDTH, HEIGHT, SCALE] = [600, 400, 30];
/** Thin, so that the ground and the legs are seen through it. */
const RAY: Color = [VERMILION[0], VERMILION[1], VERMILION[2], 0.45];

/** The walker on its ground, in a view that scrolls with it, with the rays of its lidar; 600 × 400. */
export function drawWalk({ walker, terrain, lidar }: Walk): Frame {
  const left = walker.hull.getPosition().x - WIDTH / SCALE / 5;
  const toPicture = ([x, y]: Point): Point => [(x - left) * SCALE, HEIGHT - y * SCALE];
  const canvas = new Canvas(WIDTH, HEIGHT, PAPER);
  const fill = (body: Body, color: Color) => {
    for (const outline of outlinesOf(body)) canvas.polygon(outline.map(toPicture), color);
  };
  drawGround(canvas, terrain.heights, left, toPicture);
  for (const corners of terrain.obstacles) {
    if (isInView(corners, left)) canvas.polygon(corners.map(toPicture), GREY);
  }
  const { x, y } = lidar.origin;
  for (let ray = 0; ray < RAYS; ray++) {
    const end = lidar.end(ray);
    canvas.line([toPicture([x, y]), toPicture([end.x, end.y])], 1, RAY);
  }
  const [behind, before] = walker.legs;
  for (const body of [behind.upper, behind.lower]) fill(body, BLUE);
  fill(walker.hull, INK);
  for (const body of [before.upper, before.lower]) fill(body, SKY);
  return canvas.frame();
}

/** The ground in the view, and flags at its start and at its end. */
function drawGround(
  canvas: Canvas,
  heights: readonly number[],
  left: number,
  toPicture: (point: Point) => Point,
): void {
  const points = heights.map((y, i): Point => [i * STEP, y]);
  const seen = points.filter(([x]) => x > left - STEP && x < left + WIDTH / SCALE + STEP);
  const [first, last] = [seen[0], seen.at(-1)];
  if (first === undefined || last === undefined || first === last) return;
  const surface = seen.map(toPicture);
  canvas.polygon([...surface, toPicture([last[0], 0]), toPicture([first[0], 0])], PALE).line(surface, 3, GREEN);
  for (const at of [0, points.length - 1]) {
    const [x, y] = points[at] as Point;
    const top = y + 50 / SCALE;
    canvas.line([toPicture([x, y]), toPicture([x, top])], 2, INK);
    canvas.polygon(
      [toPicture([x, top]), toPicture([x, top - 20 / SCALE]), toPicture([x + 25 / SCALE, top - 10 / SCALE])],
      ORANGE,
    );
  }
}

function isInView(corners: readonly Point[], left: number): boolean {
  return corners.some(([x]) => x > left - 4 && x < left + WIDTH / SCALE + 4);
}
