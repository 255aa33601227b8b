import { type Body, EdgeShape, type World } from 'planck';
import type { Draws } from './draws.ts';

/** Metres: a viewport of 600 × 400 pixels, 30 to the metre. */
export const [WIDTH, HEIGHT] = [600 / 30, 400 / 30];
export const PAD_HEIGHT = HEIGHT / 4;
const CHUNKS = 11;
const MIDDLE = 5;
/** Left and right end of the landing pad, where its flags stand. */
export const [PAD_LEFT, PAD_RIGHT] = [edgeAt(MIDDLE - 1), edgeAt(MIDDLE + 1)];
const FRICTION = 0.1;

export type Point = readonly [x: number, y: number];

/** Draws the moon's surface, from the left to the right end: flat and at `PAD_HEIGHT` between the flags. */
export function drawSurface(random: Draws): Point[] {
  const heights = Array.from({ length: CHUNKS + 1 }, () => random.uniform(0, HEIGHT / 2));
  heights.fill(PAD_HEIGHT, MIDDLE - 2, MIDDLE + 3);
  const at = (i: number) => heights[(i + CHUNKS + 1) % (CHUNKS + 1)] as number;
  return Array.from({ length: CHUNKS }, (_, i) => [edgeAt(i), 0.33 * (at(i - 1) + at(i) + at(i + 1))]);
}

/** Puts the surface into the world, and a floor at height 0 below it. */
export function createMoon(world: World, surface: readonly Point[]): Body {
  const moon = world.createBody();
  moon.createFixture(new EdgeShape({ x: 0, y: 0 }, { x: WIDTH, y: 0 }));
  for (const [i, [x, y]] of surface.entries()) {
    const [nextX, nextY] = surface[i + 1] ?? [];
    if (nextX === undefined || nextY === undefined) continue;
    moon.createFixture(new EdgeShape({ x, y }, { x: nextX, y: nextY }), { density: 0, friction: FRICTION });
  }
  return moon;
}

function edgeAt(chunk: number): number {
  return (WIDTH / (CHUNKS - 1)) * chunk;
}
