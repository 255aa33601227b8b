import { count, duration } from './number-format.ts';
import { statusLine } from './status-line.ts';

/** Shows how far a search is: one line on a terminal that is written over, and lines that stay. */
export interface TuneDisplay {
  /** A run under way has taken so many environment steps. */
  update(run: object, step: number): void;
  /** A run is over, with so many steps planned for it. */
  end(run: object, steps: number): void;
  print(line: string): void;
  stop(): void;
}

/** What a search has before it, without what was done before. */
export interface TuneWork {
  readonly runs: number;
  readonly steps: number;
}

/** The display of a search; the time left is that of the steps left, at the rate so far. */
export function tuneDisplay({ runs, steps }: TuneWork): TuneDisplay {
  const line = statusLine();
  const started = performance.now();
  const underWay = new Map<object, number>();
  let [doneRuns, doneSteps] = [0, 0];
  const show = () => {
    const taken = [...underWay.values()].reduce((sum, step) => sum + step, doneSteps);
    const seconds = (performance.now() - started) / 1000;
    const left = duration((Math.max(0, steps - taken) * seconds) / taken);
    const rate = count(taken / seconds);
    line.show(`${count(doneRuns)} of ${count(runs)} runs | ${count(taken)} steps | ${rate} steps/s | ${left} left`);
  };
  return {
    update(run, step) {
      underWay.set(run, step);
      show();
    },
    end(run, planned) {
      underWay.delete(run);
      doneRuns += 1;
      doneSteps += planned;
      show();
    },
    print: (text) => line.print(text),
    stop: () => line.clear(),
  };
}
