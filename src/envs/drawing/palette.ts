import type { Color } from './canvas.ts';

/*
 * The colours of every picture. The bright ones are those of M. Okabe and K. Ito, "Color universal design" (2008), which
 * people without full colour vision tell apart as well.
 */

export const PAPER: Color = [250, 250, 247];
export const INK: Color = [38, 44, 56];
export const GREY: Color = [150, 155, 163];
export const PALE: Color = [222, 224, 226];
export const BLUE: Color = [0, 114, 178];
export const SKY: Color = [86, 180, 233];
export const ORANGE: Color = [230, 159, 0];
export const VERMILION: Color = [213, 94, 0];
export const GREEN: Color = [0, 158, 115];
