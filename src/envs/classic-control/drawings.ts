import type { Frame } from '../../core/environment.ts';
import { cos, sin } from '../../core/trigonometry.ts';
import { Canvas } from '../drawing/canvas.ts';
import type { Point } from '../drawing/glyphs.ts';
import { BLUE, GREEN, GREY, INK, ORANGE, PALE, PAPER, SKY, VERMILION } from '../drawing/palette.ts';

/** The cart on its track between the two posts where the episode ends, with its pole; 600 × 400, 110 pixels a metre. */
export function drawCartPole(position: number, angle: number, limit: number): Frame {
  const [scale, track, middle] = [110, 300, 300];
  const canvas = new Canvas(600, 400, PAPER);
  const x = middle + scale * position;
  const axle = track - 15;
  for (const side of [-1, 1]) {
    const post = middle + side * scale * limit;
    canvas.line([at(post, track - 22), at(post, track + 22)], 3, VERMILION);
  }
  canvas.line([at(0, track), at(600, track)], 3, GREY).line([at(middle, track + 8), at(middle, track + 16)], 2, GREY);
  canvas.rectangle(x - 34, track - 18, 68, 36, INK);
  // The pole's half length is 0.5 m.
  canvas.line([at(x, axle), at(x + scale * sin(angle), axle - scale * cos(angle))], 11, ORANGE);
  return canvas.circle(x, axle, 6, SKY).frame();
}

/** The car in its valley 0.45 sin 3x, turned by the slope, and the flag at the goal; 600 × 400, 333 pixels a metre. */
export function drawMountainCar(position: number, goal: number): Frame {
  const canvas = new Canvas(600, 400, PAPER);
  const hill = Array.from({ length: 61 }, (_, i) => onHill(-1.2 + (1.8 * i) / 60));
  canvas.polygon([...hill, at(600, 400), at(0, 400)], PALE).line(hill, 3, GREY);
  const [flagX, flagY] = onHill(goal);
  canvas.line([at(flagX, flagY), at(flagX, flagY - 56)], 3, INK);
  canvas.polygon([at(flagX, flagY - 56), at(flagX - 32, flagY - 46), at(flagX, flagY - 36)], VERMILION);
  const [x, y] = onHill(position);
  const slope = 3 * 0.45 * cos(3 * position);
  const length = Math.sqrt(1 + slope * slope);
  /** From the car's own axes, along the ground and off it, to the picture's. */
  const turned = (along: number, off: number): Point =>
    at(x + (along - off * slope) / length, y - (along * slope + off) / length);
  const outline = [turned(-24, 9), turned(24, 9), turned(24, 19), turned(12, 19), turned(7, 28), turned(-12, 28)];
  canvas.polygon([...outline, turned(-17, 19), turned(-24, 19)], BLUE);
  for (const wheel of [turned(-13, 8), turned(13, 8)]) canvas.circle(...wheel, 8, INK).circle(...wheel, 3, PAPER);
  return canvas.frame();
}

/** The two links from the fixed joint, and the line that the free end is to reach; 500 × 500, 112 pixels a metre. */
export function drawAcrobot(first: number, second: number): Frame {
  const [scale, middle] = [112, 250];
  const joint = at(middle + scale * sin(first), middle + scale * cos(first));
  const end = at(joint[0] + scale * sin(first + second), joint[1] + scale * cos(first + second));
  const canvas = new Canvas(500, 500, PAPER);
  for (let x = 6; x < 500; x += 20) canvas.line([at(x, middle - scale), at(x + 9, middle - scale)], 2, VERMILION);
  canvas.line([at(middle, middle), joint], 17, BLUE).line([joint, end], 17, SKY);
  canvas.circle(middle, middle, 8, INK).circle(...joint, 8, INK);
  return canvas.circle(...end, 5, ORANGE).frame();
}

/** The pendulum, and around its pivot an arrow as long as the latest torque is strong; 500 × 500, 170 pixels a metre. */
export function drawPendulum(angle: number, torque: number): Frame {
  const [scale, middle] = [170, 250];
  const canvas = new Canvas(500, 500, PAPER);
  for (const height of [-1, 1]) {
    canvas.line([at(middle, middle + 190 * height), at(middle, middle + 200 * height)], 3, height < 0 ? GREEN : GREY);
  }
  // Counter-clockwise is positive, as the torque is.
  const end = at(middle - scale * sin(angle), middle - scale * cos(angle));
  canvas.line([at(middle, middle), end], 26, ORANGE);
  if (Math.abs(torque) > 0.01) drawTurn(canvas, middle, 62, torque);
  return canvas.circle(middle, middle, 7, INK).frame();
}

/** An arc around the middle with a head, from straight below, 75° for a torque of 1, counter-clockwise where positive. */
function drawTurn(canvas: Canvas, middle: number, radius: number, torque: number): void {
  const turn = (torque * 75 * Math.PI) / 180;
  const along = (angle: number, distance: number): Point =>
    at(middle + distance * sin(angle), middle + distance * cos(angle));
  const arc = Array.from({ length: 25 }, (_, i) => along((turn * i) / 24, radius));
  const tip = turn + (Math.sign(turn) * 18) / radius;
  canvas.line(arc, 5, BLUE).polygon([along(turn, radius - 12), along(turn, radius + 12), along(tip, radius)], BLUE);
}

function onHill(x: number): Point {
  const scale = 600 / 1.8;
  return at((x + 1.2) * scale, 400 - (0.45 * sin(3 * x) + 0.55) * scale);
}

function at(x: number, y: number): Point {
  return [x, y];
}
