/** How one agent is best run on one task. Data only. */
export interface Preset {
  readonly agent: string;
  readonly env: string;
  readonly envs: number;
  readonly totalSteps: number;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** Where the numbers come from. */
  readonly provenance: string;
}

/** A preset inside its agent's file. */
export type TaskPreset = Omit<Preset, 'agent'>;
