import { EdgeShape, PolygonShape, type World } from 'planck';
import type { Draws } from './draws.ts';

/** Pixels a metre. */
const SCALE = 30;
export const STEP = 14 / SCALE;
/** Steps. */
export const LENGTH = 200;
export const GRASS = 10;
export const START_PAD = 20;
/** Metres: of the ground at the start, a quarter of the view. */
export const GROUND = 400 / SCALE / 4;
const FRICTION = 2.5;

export type Point = readonly [x: number, y: number];

/** The ground, a point each step, and the obstacles on and in it. */
export interface Terrain {
  readonly heights: readonly number[];
  readonly obstacles: readonly (readonly Point[])[];
}

type Stretch = 'grass' | 'stump' | 'stairs' | 'pit';
/** In the order in which they are drawn. */
const OBSTACLES: readonly Stretch[] = ['stump', 'stairs', 'pit'];

/** The pen that draws the ground from left to right. */
class Pen {
  readonly heights: number[] = [];
  readonly obstacles: Point[][] = [];
  readonly #random: Draws;
  #y = GROUND;
  #slope = 0;
  /** Where the present stretch of stairs or pit began. */
  #base = 0;
  #stretch: Stretch = 'grass';
  /** Whether the next point is the first of its stretch. */
  #first = false;
  /** How many points of the stretch are left. */
  #left = START_PAD;
  #stairs = { count: 0, width: 0, rise: 0 };

  constructor(random: Draws) {
    this.#random = random;
  }

  /** Draws the next point of the ground, and what stands on it. */
  next(hardcore: boolean): void {
    if (this.#first) this.#beginStretch();
    else this.#goOn();
    this.heights.push(this.#y);
    this.#first = false;
    this.#left -= 1;
    if (this.#left > 0) return;
    this.#left = this.#between(GRASS / 2, GRASS);
    const obstacle = this.#stretch === 'grass' && hardcore;
    this.#stretch = obstacle ? (OBSTACLES[this.#random.integer(OBSTACLES.length)] as Stretch) : 'grass';
    this.#first = true;
  }

  #goOn(): void {
    if (this.#stretch === 'grass') this.#roll();
    if (this.#stretch === 'pit') this.#y = this.#left > 1 ? this.#base - 4 * STEP : this.#base;
    if (this.#stretch === 'stairs') {
      const { count, width, rise } = this.#stairs;
      this.#y = this.#base + ((count * width - this.#left - rise) / width) * rise * STEP;
    }
  }

  /** Grass goes up and down at random, and tends back to its first height. */
  #roll(): void {
    this.#slope = 0.8 * this.#slope + 0.01 * Math.sign(GROUND - this.#y);
    if (this.heights.length > START_PAD) this.#slope += this.#random.uniform(-1, 1) / SCALE;
    this.#y += this.#slope;
  }

  #beginStretch(): void {
    this.#base = this.#y;
    if (this.#stretch === 'pit') {
      const width = this.#between(3, 5);
      this.#block(0, 1, -4, 0);
      this.#block(width, width + 1, -4, 0);
      this.#left = width + 2;
    }
    if (this.#stretch === 'stump') {
      this.#left = this.#between(1, 3);
      this.#block(0, this.#left, 0, this.#left);
    }
    if (this.#stretch === 'stairs') this.#beginStairs();
  }

  #beginStairs(): void {
    const rise = this.#random.uniform() > 0.5 ? 1 : -1;
    const width = this.#between(4, 5);
    const count = this.#between(3, 5);
    for (let i = 0; i < count; i++) this.#block(i * width, (i + 1) * width, i * rise - 1, i * rise);
    this.#stairs = { count, width, rise };
    this.#left = count * width;
  }

  /** A block from the present point, its sides in steps. */
  #block(left: number, right: number, bottom: number, top: number): void {
    const x = this.heights.length * STEP;
    const corner = (across: number, up: number): Point => [x + across * STEP, this.#y + up * STEP];
    this.obstacles.push([corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom)]);
  }

  /** A whole number from `low` to `high` − 1. */
  #between(low: number, high: number): number {
    return low + this.#random.integer(high - low);
  }
}

/** Draws the ground: grass, and with stumps, stairs and pits where it is `hardcore`. */
export function drawTerrain(random: Draws, hardcore: boolean): Terrain {
  const pen = new Pen(random);
  for (let i = 0; i < LENGTH; i++) pen.next(hardcore);
  return pen;
}

/** Puts the terrain into the world. */
export function createGround(world: World, { heights, obstacles }: Terrain): void {
  const ground = world.createBody();
  for (const corners of obstacles) {
    const shape = new PolygonShape(corners.map(([x, y]) => ({ x, y })));
    ground.createFixture(shape, { friction: FRICTION });
  }
  for (let i = 0; i + 1 < heights.length; i++) {
    const [from, to] = [heights[i] as number, heights[i + 1] as number];
    const shape = new EdgeShape({ x: i * STEP, y: from }, { x: (i + 1) * STEP, y: to });
    ground.createFixture(shape, { friction: FRICTION });
  }
}
