import { InputError } from '../core/input-error.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'a read-only file system',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'a disk quota that is used up',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a path that leads through a file',
  EISDIR: 'a folder',
  EEXIST: 'a file that is there already',
  ENAMETOOLONG: 'a name that is too long',
  EMFILE: 'too many open files',
};

/** An error of the file system as an InputError about `path`; any other error as it is. */
export function inputErrorFrom(error: unknown, path: string, expectation: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string' || !('syscall' in (error as Error))) return error;
  return new InputError(path, expectation, REASONS[code] ?? code, { cause: error });
}
