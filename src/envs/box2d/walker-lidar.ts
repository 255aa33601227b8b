import type { Fixture, Vec2Value, World } from 'planck';
import { cos, sin } from '../../core/trigonometry.ts';

/** Metres. */
const RANGE = 160 / 30;
export const RAYS = 10;
const DIRECTIONS = Array.from({ length: RAYS }, (_, i) => [sin((1.5 * i) / RAYS), -cos((1.5 * i) / RAYS)] as const);
/** The ground's category; the walker's own parts are of another. */
const GROUND = 1;

/** Ten rays from the hull, from straight down to 77° before it. */
export class Lidar {
  /** How far each ray reaches, as a share of its range. */
  readonly fractions = new Float64Array(RAYS);
  #origin: Vec2Value = { x: 0, y: 0 };

  /** Casts all rays from a point of the world. */
  scan(world: World, origin: Vec2Value): void {
    this.#origin = { x: origin.x, y: origin.y };
    for (const [i] of DIRECTIONS.entries()) {
      this.fractions[i] = 1;
      world.rayCast(this.#origin, this.end(i, 1), (fixture: Fixture, _point, _normal, fraction: number) => {
        if ((fixture.getFilterCategoryBits() & GROUND) === 0) return -1;
        this.fractions[i] = fraction;
        return fraction;
      });
    }
  }

  get origin(): Vec2Value {
    return this.#origin;
  }

  /** The point of the world that a ray reaches, or would reach at another share of its range. */
  end(ray: number, fraction = this.fractions[ray] as number): Vec2Value {
    const [across, up] = DIRECTIONS[ray] as readonly [number, number];
    return { x: this.#origin.x + across * RANGE * fraction, y: this.#origin.y + up * RANGE * fraction };
  }
}
