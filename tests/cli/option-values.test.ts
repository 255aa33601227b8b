import { describe, expect, it } from 'vitest';
import { commandLine } from '../../src/cli/command-line.ts';
import { hyperparameterSettings, oneOfWords, wholeNumber } from '../../src/cli/option-values.ts';
import { valueText } from '../../src/node/value-text.ts';

describe('a whole number', () => {
  it.each([
    ['100000', 100_000],
    ['1e5', 100_000],
    ['1.5e3', 1500],
    ['2E+2', 200],
    ['100_000', 100_000],
    [' 7 ', 7],
  ])('%j is %d', (text, number) => {
    expect(wholeNumber('--steps', text, 1)).toBe(number);
  });

  it.each(['', 'abc', '-5', '0', '1.5', '1e-3', '1e400', '12three', '0x10', '1e16', 'Infinity'])(
    '%j is refused',
    (text) => {
      expect(() => wholeNumber('--steps', text, 1)).toThrow(
        `--steps: must be a whole number ≥ 1, such as 100000, 1e5 or 100_000, got '${text}'`,
      );
    },
  );
});

describe('hyperparameters', () => {
  it.each([
    ['a=0.1', 0.1],
    ['a=1_000', 1000],
    ['a=-1e-3', -0.001],
    ['a=true', true],
    ['a=null', null],
    ['a=[64,64]', [64, 64]],
    ['a={"schedule":"linear","from":1,"to":0}', { schedule: 'linear', from: 1, to: 0 }],
    ['a=tanh', 'tanh'],
    ['a=linear:1:0', 'linear:1:0'],
    ['a="7"', '7'],
    ['a=b=c', 'b=c'],
    ['a=', ''],
    ['a = 3', 3],
  ])('%j is %j', (word, value) => {
    expect(hyperparameterSettings([word])).toEqual({ a: value });
  });

  it('are several', () => {
    expect(hyperparameterSettings(['a=1', 'b=2'])).toEqual({ a: 1, b: 2 });
  });

  it('can be called as anything, also as a member that every object has', () => {
    expect(Object.keys(hyperparameterSettings(['__proto__=1', 'constructor=2']))).toEqual(['__proto__', 'constructor']);
  });

  it.each([
    [['a'], "--set: must be name=value, such as clipRange=0.1, got 'a'"],
    [['=1'], "--set: must be name=value, such as clipRange=0.1, got '=1'"],
    [['a=1', 'a=2'], "--set: each name once, got 'a' twice"],
  ])('%j are refused', (words, message) => {
    expect(() => hyperparameterSettings(words)).toThrow(message);
  });

  it('are shown as one would write them', () => {
    const values = [0.2, 'tanh', [64, 64], null, true, { schedule: 'linear', from: 0.001, to: 0 }];
    expect(values.map(valueText)).toEqual(['0.2', 'tanh', '[64,64]', 'null', 'true', 'linear:0.001:0']);
  });
});

it('one word of several, or the nearest', () => {
  expect(oneOfWords('--backend', 'cpu', ['wasm', 'cpu'])).toBe('cpu');
  expect(() => oneOfWords('--backend', 'wsam', ['wasm', 'cpu'])).toThrow(
    "--backend: must be one of wasm, cpu, got 'wsam': did you mean 'wasm'?",
  );
});

it('a command line is written so that a shell reads the same words', () => {
  expect(commandLine(['train', 'ppo', '--set', 'hidden=[64,64]', "it's", ''])).toBe(
    "policy-ascent train ppo --set 'hidden=[64,64]' 'it'\\''s' ''",
  );
});
