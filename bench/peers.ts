import { InputError } from 'policy-ascent';
import { type Configuration, configurationOf, configurations, titleOf } from './configurations.ts';
import { CLASSIC_CONTROL } from './environments.ts';
import { type Figure, figureOf } from './figure.ts';
import { type PeerResult, requireModule, runOurs, runPython } from './peer-programs.ts';
import type { Measured, Section, Settings } from './section.ts';

const GYMNASIUM = 'Gymnasium ';

/** How the programs in PyTorch are written: as one writes PyTorch, or as fast as we could make them. */
const STYLES = [' idiomatic', ' tuned'] as const;

/** Ours beside the programs in `peers/`, taking turns, so that what else the machine does troubles both alike. */
export const peers: Section = {
  name: 'peers',
  summary: 'our training beside the same in PyTorch, and our environments beside Gymnasium’s, taking turns',
  quick: false,
  parts: [
    ...configurations.flatMap((each) => STYLES.map((style) => titleOf(each) + style)),
    ...CLASSIC_CONTROL.map((task) => GYMNASIUM + task),
  ],
  measure(part, settings) {
    if (part.startsWith(GYMNASIUM)) return besideGymnasium(part.slice(GYMNASIUM.length), settings);
    const style = STYLES.find((each) => part.endsWith(each)) ?? STYLES[0];
    return besidePyTorch(configurationOf(part.slice(0, part.length - style.length)), style.trim(), settings);
  },
};

async function besidePyTorch(configuration: Configuration, style: string, settings: Settings): Promise<Measured> {
  const { python, alternations, peerSeconds } = settings;
  const { program, name, rollout } = configuration;
  const title = titleOf(configuration);
  const peer = `PyTorch, ${style}`;
  await requireModule(
    python,
    'torch',
    'apt-get install python3-torch libopenblas0-pthread, or name another by --python',
  );
  const theirRun = (steps: number, seed: number) =>
    runPython(python, `${program}.py`, [
      ...['--configuration', name, '--style', style],
      ...['--steps', String(steps), '--seed', String(seed)],
    ]);
  const trial = await theirRun(4 * rollout, 0);
  const steps = Math.ceil((trial.stepsPerSecond * peerSeconds) / rollout) * rollout;
  const { ours, theirs } = await takeTurns(
    alternations,
    (turn) => runOurs('train-configuration.ts', [title, String(steps), String(turn)]),
    (turn) => theirRun(steps, turn),
  );
  const solved = (results: readonly PeerResult[]) => results.map(({ solvedAtStep }) => solvedAtStep ?? 'no').join(', ');
  const remarks = [
    `${title}: ${steps.toLocaleString('en')} steps a run, seeds 1 to ${alternations}, torch ${trial.torch} on ${trial.blas}`,
    `${title}: solved at step ${solved(ours)} by us, ${solved(theirs)} by ${peer}`,
    ...(trial.blas === 'reference' ? ['the reference BLAS is slow: apt-get install libopenblas0-pthread'] : []),
  ];
  return { figures: besideEachOther(title, peer, ours, theirs), remarks };
}

async function besideGymnasium(task: string, settings: Settings): Promise<Measured> {
  const { gymnasiumPython, alternations, seconds } = settings;
  try {
    await requireModule(gymnasiumPython, 'gymnasium', 'pip install gymnasium, or name another by --gymnasium-python');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { figures: [], remarks: [`${task} beside Gymnasium is left out: ${error.message}`] };
  }
  const turn = String(seconds / alternations);
  const { ours, theirs } = await takeTurns(
    alternations,
    () => runOurs('environment-steps.ts', [task, turn]),
    () => runPython(gymnasiumPython, 'gymnasium-steps.py', ['--task', task, '--seconds', turn]),
  );
  return {
    figures: besideEachOther(`one ${task}`, 'Gymnasium', ours, theirs),
    remarks: [`one ${task} by make, Gymnasium ${theirs[0]?.gymnasium}`],
  };
}

async function takeTurns(
  alternations: number,
  our: (turn: number) => Promise<PeerResult>,
  their: (turn: number) => Promise<PeerResult>,
): Promise<{ ours: PeerResult[]; theirs: PeerResult[] }> {
  const [ours, theirs]: [PeerResult[], PeerResult[]] = [[], []];
  for (let turn = 1; turn <= alternations; turn++) {
    ours.push(await our(turn));
    theirs.push(await their(turn));
  }
  return { ours, theirs };
}

/** Both sides' steps per second, and the ratio of each pair of neighbours in time. */
function besideEachOther(title: string, peer: string, ours: readonly PeerResult[], theirs: readonly PeerResult[]) {
  const [ourRates, theirRates] = [ours, theirs].map((side) => side.map(({ stepsPerSecond }) => stepsPerSecond)) as [
    number[],
    number[],
  ];
  const rate = { unit: 'steps/s', better: 'higher' } as const;
  const ratios = ourRates.map((own, turn) => own / (theirRates[turn] as number));
  const figures: Figure[] = [
    figureOf({ name: `${title}: ours beside ${peer}`, ...rate }, ourRates),
    figureOf({ name: `${title}: ${peer}`, ...rate }, theirRates),
    figureOf({ name: `${title}: ours / ${peer}`, unit: '×', better: 'higher' }, ratios),
  ];
  return figures;
}
