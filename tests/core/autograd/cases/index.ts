import type { Case } from './case.ts';
import { elementwise } from './elementwise.ts';
import { networks } from './networks.ts';
import { reductions } from './reductions.ts';
import { shapes } from './shapes.ts';

export type { Case } from './case.ts';

/** Every op on the list, and what networks are made of. */
export const cases: readonly Case[] = [...elementwise, ...reductions, ...shapes, ...networks];
