import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError, show } from '../core/input-error.ts';

/**
 * One line about whatever code in a user's file threw: its message, and where in that file, as in
 * `TypeError: x is not a function (mine.ts:12:7)`.
 */
export function describeThrown(error: unknown, file: string): string {
  if (!(error instanceof Error)) return show(error);
  const syntax = /^(.+):(\d+:\d+): ERROR: (.+)$/m.exec(error.message);
  if (syntax !== null) return `SyntaxError: ${syntax[3]} (${basename(syntax[1] ?? file)}:${syntax[2]})`;
  const [message = ''] = error.message.split('\n');
  const named = error instanceof InputError || error.name === 'Error' ? message : `${error.name}: ${message}`;
  const position = positionIn(error, file);
  return position === undefined ? named : `${named} (${basename(file)}:${position})`;
}

/** `line:column` of the innermost call in `file` that the error's stack names. */
export function positionIn(error: unknown, file: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  for (const line of (error.stack ?? '').split('\n')) {
    for (const name of [file, pathToFileURL(file).href]) {
      const at = line.indexOf(`${name}:`);
      const position = at < 0 ? null : /^\d+(:\d+)?/.exec(line.slice(at + name.length + 1));
      if (position !== null) return position[0];
    }
  }
  return undefined;
}
