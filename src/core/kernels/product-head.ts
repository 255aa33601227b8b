import type { FusedHead, HeadRows } from './heads.ts';
import { kernels } from './kernels.ts';

/** One of several distributions side by side: its head, and where its columns are in a row. */
interface Component {
  readonly head: FusedHead;
  /** The first of its columns of ω, and the first of its numbers of an action. */
  readonly output: number;
  readonly action: number;
}

/** A component, and what its head is called with. */
interface Part extends Component {
  readonly part: HeadRows;
}

/**
 * Independent distributions side by side, π(a) = Π πᵢ(aᵢ), with the columns of one behind those of the other in ω, in masks
 * and in actions. Each head finds its own columns alone, copied out, and is called as if there were no other.
 *
 * @param heads without parameters of their own besides the network's output
 */
export function productHead(heads: readonly FusedHead[]): FusedHead {
  const components = heads.map((head, i) => {
    const before = heads.slice(0, i);
    return { head, output: total(before, 'outputs'), action: total(before, 'actionSize') };
  });
  const size = { outputs: total(heads, 'outputs'), actionSize: total(heads, 'actionSize') };
  const partsOf = (at: HeadRows) => {
    let work = at.work;
    return components.map((component) => {
      const part = partOf(component, at, work);
      work += 4 * componentSize(component.head, at.rows);
      return { ...component, part };
    });
  };
  return {
    ...size,
    parameterSize: size.outputs,
    workSize: (rows) => heads.reduce((sum, head) => sum + componentSize(head, rows), 0),
    forward(at) {
      kernels.fill(at.entropies, at.rows, 0);
      if (at.actions !== 0) kernels.fill(at.logProbabilities, at.rows, 0);
      for (const each of partsOf(at)) forwardPart(each, at, size);
    },
    backward(at, weights, entropyWeight, dOmega, gradient) {
      for (const { head, part, output } of partsOf(at)) {
        head.backward(part, weights, entropyWeight, part.omega, gradient);
        copyOut(part.omega, head.outputs, at.rows, dOmega + 4 * output, size.outputs);
      }
    },
    clearOwn() {},
    ...fisherOfProduct(heads, partsOf),
    ...klOfProduct(heads, partsOf),
  };
}

/** The Fisher information, block by block, and its root, of which each column belongs to one component. */
function fisherOfProduct(
  heads: readonly FusedHead[],
  partsOf: (at: HeadRows) => readonly Part[],
): Pick<FusedHead, 'fisher' | 'rank' | 'root' | 'fisherOfOwn'> {
  const outputs = total(heads, 'outputs');
  return {
    fisher(at, tangent, scale) {
      for (const { head, part, output } of partsOf(at)) {
        copyIn(tangent + 4 * output, outputs, at.rows, part.omega, head.outputs);
        head.fisher(part, part.omega, scale);
        copyOut(part.omega, head.outputs, at.rows, tangent + 4 * output, outputs);
      }
    },
    rank: total(heads, 'rank'),
    root(at, k, scale, to) {
      kernels.fill(to, at.rows * outputs, 0);
      let own = k;
      for (const { head, part, output } of partsOf(at)) {
        if (own >= 0 && own < head.rank) {
          head.root(part, own, scale, part.omega);
          copyOut(part.omega, head.outputs, at.rows, to + 4 * output, outputs);
        }
        own -= head.rank;
      }
    },
    fisherOfOwn() {},
  };
}

/** The KL divergence, the sum of the components', and the penalty that it is of. */
function klOfProduct(
  heads: readonly FusedHead[],
  partsOf: (at: HeadRows) => readonly Part[],
): Pick<FusedHead, 'keptSize' | 'keep' | 'kl' | 'penalty'> {
  const outputs = total(heads, 'outputs');
  return {
    penalty(at, p, weight, dOmega, gradient) {
      const before = partsOf({ ...at, omega: p.omega, actions: 0, work: p.work });
      return partsOf(at).reduce((sum, { head, part, output }, i) => {
        const { part: old } = before[i] as (typeof before)[number];
        copyIn(p.omega + 4 * output, outputs, at.rows, old.omega, head.outputs);
        copyIn(dOmega + 4 * output, outputs, at.rows, part.omega, head.outputs);
        const kl = head.penalty(part, old, weight, part.omega, gradient);
        copyOut(part.omega, head.outputs, at.rows, dOmega + 4 * output, outputs);
        return sum + kl;
      }, 0);
    },
    keptSize: (rows) => heads.reduce((sum, head) => sum + head.keptSize(rows), 0),
    keep(at, kept) {
      let to = kept;
      for (const { head, part } of partsOf(at)) {
        head.keep(part, to);
        to += 4 * head.keptSize(at.rows);
      }
    },
    kl(at, kept) {
      let [from, sum] = [kept, 0];
      for (const { head, part } of partsOf(at)) {
        sum += head.kl(part, from);
        from += 4 * head.keptSize(at.rows);
      }
      return sum;
    },
  };
}

function total(heads: readonly FusedHead[], what: 'outputs' | 'actionSize' | 'rank'): number {
  return heads.reduce((sum, head) => sum + head[what], 0);
}

/** Room for a component's columns of ω, of actions and of masks, its log-probabilities and entropies, and its own work. */
function componentSize(head: FusedHead, rows: number): number {
  return rows * (2 * head.outputs + head.actionSize + 2) + head.workSize(rows);
}

/** A component's rows, in the room from `room` on; ω is where its derivatives and tangents go too, once it is used up. */
function partOf({ head }: Component, { rows, theta, actions, masks }: HeadRows, room: number): HeadRows {
  const logProbabilities = room + 4 * rows * head.outputs;
  const entropies = logProbabilities + 4 * rows;
  const ownActions = entropies + 4 * rows;
  const work = ownActions + 4 * rows * head.actionSize;
  return {
    rows,
    theta,
    omega: room,
    actions: actions === 0 ? 0 : ownActions,
    masks: masks === 0 ? 0 : work + 4 * head.workSize(rows),
    work,
    logProbabilities,
    entropies,
  };
}

/** Copies a component's columns out, and adds its log-probabilities and entropies to those of all. */
function forwardPart(
  { head, part, output, action }: Part,
  { rows, omega, actions, masks, logProbabilities, entropies }: HeadRows,
  { outputs, actionSize }: Pick<FusedHead, 'outputs' | 'actionSize'>,
): void {
  copyIn(omega + 4 * output, outputs, rows, part.omega, head.outputs);
  if (actions !== 0) copyIn(actions + 4 * action, actionSize, rows, part.actions, head.actionSize);
  if (masks !== 0) kernels.copyColumns(rows, head.outputs, masks + output, outputs, part.masks, head.outputs);
  head.forward(part);
  kernels.addScaled(entropies, 1, part.entropies, rows);
  if (actions !== 0) kernels.addScaled(logProbabilities, 1, part.logProbabilities, rows);
}

/** Columns of a wide matrix become a narrow one. */
function copyIn(from: number, columns: number, rows: number, to: number, width: number): void {
  kernels.copyColumns(rows, 4 * width, from, 4 * columns, to, 4 * width);
}

/** A narrow matrix becomes columns of a wide one. */
function copyOut(from: number, width: number, rows: number, to: number, columns: number): void {
  kernels.copyColumns(rows, 4 * width, from, 4 * width, to, 4 * columns);
}
