import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { backendNames, useBackend } from '../core/backend.ts';
import { policyFrom } from '../core/checkpoint.ts';
import type { Environment, Frame } from '../core/environment.ts';
import { InputError } from '../core/input-error.ts';
import type { Policy } from '../core/policy.ts';
import { type RecordedFrame, recordEpisode } from '../core/recording.ts';
import { GIF_MAX_FPS } from '../node/gif.ts';
import { type CheckpointName, checkpointFile, readCheckpoint } from '../node/load-policy.ts';
import { movieFormat, writeMovie } from '../node/movie.ts';
import { count, measure } from './number-format.ts';
import { oneOfWords, wholeNumber } from './option-values.ts';
import { quietTensors } from './quiet-tensors.ts';
import { statusLine } from './status-line.ts';
import { trainedEnvironment } from './trained-environment.ts';

/** The options of `replay` as they stand on the command line. */
export interface ReplayOptions {
  readonly gif?: string;
  readonly mp4?: string;
  readonly episodes: string;
  readonly maxSteps: string;
  readonly fps?: string;
  readonly every?: string;
  readonly width?: string;
  readonly stochastic?: boolean;
  readonly seed: string;
  readonly checkpoint?: string;
  readonly env?: string;
  readonly backend: string;
}

/** What is asked for, read and checked. */
interface Plan {
  readonly path: string;
  readonly episodes: number;
  readonly maxSteps: number;
  readonly fps: number | undefined;
  readonly every: number | undefined;
  readonly width: number | undefined;
  readonly seed: number;
  readonly deterministic: boolean;
}

/** Films the policy of a run; every error in what was asked for is an InputError, and comes before anything runs. */
export async function runReplay(run: string, options: ReplayOptions): Promise<void> {
  quietTensors();
  const backend = oneOfWords('--backend', options.backend, backendNames);
  const name = options.checkpoint && oneOfWords('--checkpoint', options.checkpoint, ['best', 'last']);
  const file = checkpointFile(run, (name || undefined) as CheckpointName | undefined);
  const plan = planOf(run, options);
  const checkpoint = readCheckpoint(file);
  const { id, make } = await trainedEnvironment(run, checkpoint, options.env);
  const environment = make();
  try {
    if (environment.render === undefined) {
      throw new InputError(`environment ${id}`, 'must have a render() that draws it, to be replayed', 'none');
    }
    await useBackend(backend);
    const policy = policyFrom(checkpoint, { seed: plan.seed });
    const actions = plan.deterministic ? 'most probable actions' : 'sampled actions';
    const what = `${checkpoint.agent.name} on ${id}, step ${count(checkpoint.step)}: ${actions}, seed ${plan.seed}`;
    await film(policy, environment, plan, `${what}\ncheckpoint: ${file}`);
  } finally {
    environment.close?.();
  }
}

function planOf(run: string, { gif, mp4, ...options }: ReplayOptions): Plan {
  if (gif !== undefined && mp4 !== undefined)
    throw new InputError('--mp4', 'goes without --gif: leave one of them out');
  for (const [format, path] of Object.entries({ gif, mp4 })) {
    if (path === undefined || path.toLowerCase().endsWith(`.${format}`)) continue;
    throw new InputError(`--${format}`, `must be a file that ends in .${format}`, `'${path}'`);
  }
  const optional = (option: string, text: string | undefined) =>
    text === undefined ? undefined : wholeNumber(option, text, 1);
  return {
    path: mp4 ?? gif ?? join(folderOf(run), 'replay.gif'),
    episodes: wholeNumber('--episodes', options.episodes, 1),
    maxSteps: wholeNumber('--max-steps', options.maxSteps, 1),
    fps: optional('--fps', options.fps),
    every: optional('--every', options.every),
    width: optional('--width', options.width),
    seed: wholeNumber('--seed', options.seed, 0),
    deterministic: options.stochastic !== true,
  };
}

/** The run folder that holds a checkpoint, or else the folder in which the checkpoint lies. */
function folderOf(run: string): string {
  if (statSync(run).isDirectory()) return run;
  const above = dirname(dirname(run));
  return existsSync(join(above, 'config.json')) ? above : dirname(run);
}

async function film(policy: Policy, environment: Environment, plan: Plan, title: string): Promise<void> {
  const { path, width } = plan;
  const stepsPerSecond = plan.fps ?? environment.renderFps ?? 30;
  const needed = movieFormat(path) === 'gif' ? Math.ceil(stepsPerSecond / GIF_MAX_FPS) : 1;
  const every = plan.every ?? needed;
  const fps = stepsPerSecond / every;
  const status = statusLine();
  const onFrame = (written: number, all: number) => status.show(`picture ${written} of ${all}`);
  try {
    const made = await writeMovie(path, episodes(policy, environment, { ...plan, every, title }, status), {
      fps,
      width,
      onFrame,
    });
    const shown = every === 1 ? '' : `, every ${nth(every)} step of ${stepsPerSecond} a second`;
    const pictures = `${made.frames} pictures of ${made.width} × ${made.height}`;
    const time = `${tidy(made.seconds)} s at ${tidy(fps)} a second${shown}`;
    status.print(`${path}: ${pictures}, ${time}, ${count(made.bytes / 1000)} kB`);
  } finally {
    status.clear();
  }
}

/** The pictures of all episodes in turn; prints the title first, then each one's return when it is over. */
function* episodes(
  policy: Policy,
  environment: Environment,
  plan: Plan & { readonly every: number; readonly title: string },
  status: ReturnType<typeof statusLine>,
): Generator<Frame> {
  const { deterministic, maxSteps, every } = plan;
  status.print(plan.title);
  for (let episode = 1; episode <= plan.episodes; episode++) {
    const settings = { deterministic, maxSteps, every, ...(episode === 1 && { seed: plan.seed }) };
    let last: RecordedFrame | undefined;
    for (const recorded of recordEpisode(policy, environment, settings)) {
      last = recorded;
      status.show(`episode ${episode} of ${plan.episodes}: step ${recorded.step}, return ${measure(recorded.return)}`);
      yield recorded.frame;
    }
    if (last === undefined) continue;
    const cut = last.terminated || last.truncated ? '' : ', cut off by --max-steps';
    status.print(`episode ${episode}: return ${measure(last.return)}, ${count(last.step)} steps${cut}`);
  }
}

/** At most two decimals: `10.02`, `50`, `16.67`. */
function tidy(value: number): string {
  return String(Number(value.toFixed(2)));
}

function nth(n: number): string {
  const ending = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}
