import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/input-error.ts';
import { describeThrown, positionIn } from '../../src/node/describe-thrown.ts';

/** An error with this stack below its message. */
function withStack<E extends Error>(error: E, ...frames: string[]): E {
  error.stack = [`${error.name}: ${error.message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n');
  return error;
}

describe('what a user’s file threw', () => {
  it('is told with its class and its place in the file', () => {
    const error = withStack(
      new TypeError('x is not a function'),
      'helper (/home/me/other.ts:1:1)',
      'step (/home/me/mine.ts:12:7)',
      'reset (/home/me/mine.ts:3:1)',
    );
    expect(describeThrown(error, '/home/me/mine.ts')).toBe('TypeError: x is not a function (mine.ts:12:7)');
  });

  it('is found by the URL of the file too', () => {
    const error = withStack(new Error('boom'), 'file:///home/me/mine.js:5:9');
    expect(describeThrown(error, '/home/me/mine.js')).toBe('boom (mine.js:5:9)');
  });

  it('keeps an InputError’s own words', () => {
    const error = withStack(new InputError('box', 'low must be ≤ high', '2 > 1'), 'x (/home/me/mine.ts:4:2)');
    expect(describeThrown(error, '/home/me/mine.ts')).toBe('box: low must be ≤ high, got 2 > 1 (mine.ts:4:2)');
  });

  it('is one line, also of a message of many', () => {
    const error = withStack(new Error('first\nsecond'));
    expect(describeThrown(error, '/home/me/mine.ts')).toBe('first');
  });

  it('is a syntax error at its place where the file cannot be read as TypeScript', () => {
    const error = new Error('Transform failed with 1 error:\n/home/me/mine.ts:2:0: ERROR: Expected ")" but found "}"');
    const text = 'SyntaxError: Expected ")" but found "}" (mine.ts:2:0)';
    expect(describeThrown(error, '/home/me/mine.ts')).toBe(text);
  });

  it('may be no error at all', () => {
    expect(describeThrown('a string', '/home/me/mine.ts')).toBe("'a string'");
  });

  it('has no position where the file is not on the stack', () => {
    expect(positionIn(withStack(new Error('x'), '/elsewhere.ts:1:1'), '/home/me/mine.ts')).toBeUndefined();
  });
});
