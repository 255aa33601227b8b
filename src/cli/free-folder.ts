import { existsSync } from 'node:fs';

/** `runs/<name>-<yyyymmdd-hhmmss>`, by the local clock, with a number behind it where that is taken. */
export function freeFolder(name: string, now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const folder = `runs/${`${name}-${day}-${time}`.replaceAll(/[^\w.-]+/g, '-')}`;
  let path = folder;
  for (let again = 2; existsSync(path); again++) path = `${folder}-${again}`;
  return path;
}
