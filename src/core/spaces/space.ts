/** A box in ℝⁿ: every vector (row-major, of the given shape) with low ≤ x ≤ high, element by element. */
export interface BoxSpace {
  readonly kind: 'box';
  readonly shape: readonly number[];
  /** Lower and upper bounds, one for each element; −∞ and +∞ where there is none. */
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** The whole numbers {0, …, n − 1}. */
export interface DiscreteSpace {
  readonly kind: 'discrete';
  readonly n: number;
}

/** Several choices at once: every vector of whole numbers with 0 ≤ xᵢ < nᵢ. */
export interface MultiDiscreteSpace {
  readonly kind: 'multiDiscrete';
  /** How many values each component has. */
  readonly nvec: readonly number[];
}

/** Every vector of n bits. */
export interface MultiBinarySpace {
  readonly kind: 'multiBinary';
  readonly n: number;
}

/** Observations of several parts, each with a name and a space of its own; their order is that of the names. */
export interface DictSpace {
  readonly kind: 'dict';
  readonly spaces: Readonly<Record<string, ObservationSpace>>;
}

/** What each kind of space is, and what an element of it looks like. */
interface SpaceOf {
  discrete: DiscreteSpace;
  multiDiscrete: MultiDiscreteSpace;
  multiBinary: MultiBinarySpace;
  box: BoxSpace;
  dict: DictSpace;
}
interface ElementOf {
  discrete: number;
  multiDiscrete: Int32Array;
  multiBinary: Int32Array;
  box: Float32Array;
  dict: DictElement;
}

/** The elements of a dict's spaces, by name. */
export interface DictElement {
  readonly [name: string]: SpaceElement;
}

export type SpaceKind = keyof SpaceOf;
/** What an element of a space of this kind looks like. */
export type SpaceElement<K extends SpaceKind = SpaceKind> = ElementOf[K];

export type ActionKind = Exclude<SpaceKind, 'dict'>;
/** The spaces of a kind; naming the kind once more lets the compiler infer K from a space. */
export type ActionSpace<K extends ActionKind = ActionKind> = SpaceOf[K] & { readonly kind: K };
export type Action<K extends ActionKind = ActionKind> = ElementOf[K];
export type ObservationSpace = BoxSpace | DiscreteSpace | MultiDiscreteSpace | MultiBinarySpace | DictSpace;
export type Space = ActionSpace | ObservationSpace;

/** All kinds of action, in the order in which messages name them. */
export const actionKinds: readonly ActionKind[] = ['discrete', 'multiDiscrete', 'multiBinary', 'box'];
