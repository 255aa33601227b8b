/** Measures one part of a section in a process of its own, for {@link measurePart}. */
import { InputError } from 'policy-ascent';
import type { PartAnswer, PartRequest } from './measure-part.ts';
import { sections } from './sections.ts';

process.once('message', async ({ section, part, settings }: PartRequest) => {
  process.send?.(await answer(section, part, settings));
  process.disconnect();
});

async function answer(name: string, part: string, settings: PartRequest['settings']): Promise<PartAnswer> {
  const section = sections.find((candidate) => candidate.name === name);
  try {
    if (section === undefined) throw new InputError('section', 'must be known', name);
    return { measured: await section.measure(part, settings) };
  } catch (error) {
    if (error instanceof InputError) return { refusal: error.message };
    throw error;
  }
}
