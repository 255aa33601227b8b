import type { Figure } from './figure.ts';

/** What the command line sets. */
export interface Settings {
  /** How long one figure is measured, in seconds, over its five runs. */
  readonly seconds: number;
  /** Ten million steps instead of one where memory is watched. */
  readonly long: boolean;
  /** Where pictures go; none are drawn when left out. */
  readonly figures?: string;
  /** The Python that has torch. */
  readonly python: string;
  /** The Python that has gymnasium. */
  readonly gymnasiumPython: string;
  /** How often a peer and we take turns. */
  readonly alternations: number;
  /** About how long a peer trains in one turn, in seconds. */
  readonly peerSeconds: number;
  /** The seeds that a task is solved with. */
  readonly seeds: readonly number[];
}

/** What a part of a section has found. */
export interface Measured {
  readonly figures: readonly Figure[];
  /** What is to be known of the figures, a line each. */
  readonly remarks?: readonly string[];
}

/** A part of the benchmark, chosen by its name. */
export interface Section {
  readonly name: string;
  readonly summary: string;
  /** Whether it runs when no section is named. */
  readonly quick: boolean;
  /** Each is measured in a process of its own, so that no figure depends on what was measured before it. */
  readonly parts: readonly string[];
  measure(part: string, settings: Settings): Measured | Promise<Measured>;
}
