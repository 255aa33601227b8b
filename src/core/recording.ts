import type { Environment, Frame, ResetRequest } from './environment.ts';
import { InputError, show } from './input-error.ts';
import type { Policy } from './policy.ts';
import type { ActionKind } from './spaces.ts';

export interface EpisodeRecordingSettings {
  /** Seeds the environment; its own random stream goes on where none is given. */
  readonly seed?: number | undefined;
  /** What the environment takes besides, such as `{ state: [0, 0, 0.2, 0] }` for the state to begin in. */
  readonly options?: Record<string, unknown>;
  /** The most probable action at every step (greedy), instead of sampled ones; true unless given. */
  readonly deterministic?: boolean;
  /** Ends the recording after this many steps, where the episode has not ended before; never when left out. */
  readonly maxSteps?: number;
  /** Draws every n-th state alone, besides the first and the last; 1 unless given. */
  readonly every?: number;
}

/** One picture of an episode, and what had happened until then. */
export interface RecordedFrame {
  readonly frame: Frame;
  /** How many steps led here; 0 in the first picture. */
  readonly step: number;
  /** The sum of the rewards of these steps, undiscounted. */
  readonly return: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/**
 * Runs one episode of a policy and draws it as it goes: the state after the reset, then that after each step, so that an
 * episode of n steps gives n + 1 pictures. Nothing is learned, and pictures are drawn when they are asked for.
 *
 * @throws InputError where the environment has no `render`, or it returns what is no {@link Frame}, or a setting is wrong
 */
export function recordEpisode<K extends ActionKind>(
  policy: Policy<K>,
  environment: Environment<K>,
  settings: EpisodeRecordingSettings = {},
): Generator<RecordedFrame, void> {
  const { deterministic = true, maxSteps = Infinity, every = 1, seed, options } = settings;
  if (environment.render === undefined) {
    throw new InputError('recording', 'the environment must have a render() that draws it', 'none');
  }
  for (const [name, value] of Object.entries({ maxSteps, every })) {
    if (value >= 1 && (Number.isSafeInteger(value) || (name === 'maxSteps' && value === Infinity))) continue;
    throw new InputError(`recording: ${name}`, 'must be a whole number ≥ 1', show(value));
  }
  const request = { ...(seed !== undefined && { seed }), ...(options !== undefined && { options }) };
  return episodeFrames(policy, environment, request, { deterministic, maxSteps, every });
}

function* episodeFrames<K extends ActionKind>(
  policy: Policy<K>,
  environment: Environment<K>,
  request: ResetRequest,
  { deterministic, maxSteps, every }: Omit<Required<EpisodeRecordingSettings>, 'seed' | 'options'>,
): Generator<RecordedFrame, void> {
  policy.beginEpisode();
  let { observation, info } = environment.reset(request);
  let total = 0;
  yield { frame: draw(environment), step: 0, return: 0, terminated: false, truncated: false };
  for (let step = 1; ; step++) {
    const { actionMask } = info;
    const action = policy.act(observation, { deterministic, ...(actionMask && { actionMask }) });
    const { reward, terminated, truncated, ...next } = environment.step(action);
    total += reward;
    const last = terminated || truncated || step >= maxSteps;
    if (last || step % every === 0) {
      yield { frame: draw(environment), step, return: total, terminated, truncated };
    }
    if (last) return;
    ({ observation, info } = next);
  }
}

function draw(environment: Environment): Frame {
  const frame: Frame | undefined = environment.render?.();
  const { width, height, pixels } = frame ?? { width: 0, height: 0, pixels: [] };
  const size = [width, height].every((side) => Number.isSafeInteger(side) && side >= 1);
  if (frame !== undefined && size && ArrayBuffer.isView(pixels) && pixels.length === 4 * width * height) return frame;
  const wanted = 'must return a frame { width, height, pixels } with 4 × width × height bytes';
  throw new InputError('render()', wanted, `${show(width)} × ${show(height)} with ${show(pixels?.length)}`);
}
