import type { Body } from 'planck';
import { cos, sin } from '../../core/trigonometry.ts';

/** How many numbers {@link stateOf} returns. */
export const STATE_SIZE = 6;

/** What the engine keeps of a body's motion within a step; not among its types. */
interface Swept {
  readonly m_sweep: { a: number; a0: number };
}

/** A body's x, y (m), their rates (m/s), its angle (rad, counter-clockwise) and its angular velocity (rad/s). */
export function stateOf(body: Body): number[] {
  const { x, y } = body.getPosition();
  const velocity = body.getLinearVelocity();
  return [x, y, velocity.x, velocity.y, body.getAngle(), body.getAngularVelocity()];
}

/**
 * Gives the first of some bodies that hang together this state exactly, as {@link stateOf} would report it, and takes the
 * others along as if all were one piece; how they move relative to the first stays as it was.
 */
export function place(bodies: readonly [Body, ...Body[]], state: readonly number[]): void {
  const old = stateOf(bodies[0]);
  if (state.every((value, i) => value === old[i])) return;
  const [x = 0, y = 0, vx = 0, vy = 0, angle = 0, spin = 0] = old;
  const [toX = 0, toY = 0, toVx = 0, toVy = 0, toAngle = 0, toSpin = 0] = state;
  const turn = toAngle - angle;
  const [c, s] = [cos(turn), sin(turn)];
  // Velocities are those of the centres of mass, so the arms reach from one to the other.
  const { x: centreX, y: centreY } = bodies[0].getWorldCenter();
  const moved = bodies.map((body) => {
    const [atX = 0, atY = 0, itsVx = 0, itsVy = 0, itsAngle = 0, itsSpin = 0] = stateOf(body);
    const centre = body.getWorldCenter();
    const [armX, armY] = [centre.x - centreX, centre.y - centreY];
    const [ownX, ownY] = [itsVx - vx + spin * armY, itsVy - vy - spin * armX];
    const [newArmX, newArmY] = [c * armX - s * armY, s * armX + c * armY];
    const [dx, dy] = [atX - x, atY - y];
    return {
      body,
      position: { x: toX + c * dx - s * dy, y: toY + s * dx + c * dy },
      angle: itsAngle + turn,
      velocity: { x: toVx - toSpin * newArmY + c * ownX - s * ownY, y: toVy + toSpin * newArmX + s * ownX + c * ownY },
      spin: itsSpin - spin + toSpin,
    };
  });
  Object.assign(moved[0] ?? {}, { angle: toAngle, velocity: { x: toVx, y: toVy }, spin: toSpin });
  for (const { body, position, angle: newAngle, velocity, spin: newSpin } of moved) {
    setPose(body, position, newAngle);
    body.setLinearVelocity(velocity);
    body.setAngularVelocity(newSpin);
  }
}

/** The engine itself would keep the angle's arctangent, which is off by a last bit or a whole turn. */
function setPose(body: Body, position: { x: number; y: number }, angle: number): void {
  body.setTransform(position, angle);
  const { m_sweep: sweep } = body as unknown as Swept;
  sweep.a = angle;
  sweep.a0 = angle;
}
