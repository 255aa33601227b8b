import { InputError } from '../core/input-error.ts';

/** A message without its `error:` and its line breaks. */
export function oneLine(message: string): string {
  return message
    .trim()
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace('(Did you mean', '(did you mean');
}

/** What an error puts on stderr: an InputError its message alone, on one line; any other its stack, for it is our bug. */
export function errorText(error: unknown): string {
  if (error instanceof InputError) return `policy-ascent: ${oneLine(error.message)}\n`;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${stack}\npolicy-ascent: this is a defect of policy-ascent; please report it with the command and the text above\n`;
}
