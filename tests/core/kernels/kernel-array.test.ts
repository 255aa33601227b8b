import { describe, expect, it } from 'vitest';
import { KernelArray, kernelMemorySize } from '../../../src/core/kernels/kernel-array.ts';
import { kernels } from '../../../src/core/kernels/kernels.ts';

describe('an array in the kernels’ memory', () => {
  it('holds what was written when the memory has grown in between', () => {
    const array = KernelArray.floats(0).write([1, 2, 3]);
    const before = kernels.memory.buffer;
    const large = KernelArray.floats(kernelMemorySize());
    expect(kernels.memory.buffer).not.toBe(before);
    expect([...array.view]).toEqual([1, 2, 3]);
    large.release();
  });

  it('is as long as it was made, and another’s neighbour at the most', () => {
    const arrays = [1, 5, 17, 1000, 3].map((length) => KernelArray.floats(length));
    arrays.forEach((array, i) => {
      array.view.fill(i + 1);
    });
    arrays.forEach((array, i) => {
      expect(array.length).toBe([1, 5, 17, 1000, 3][i]);
      expect(array.view.every((x) => x === i + 1)).toBe(true);
      expect(array.address % 64).toBe(0);
    });
  });

  it('grows to any length and shrinks again, without touching others', () => {
    const [first, second] = [KernelArray.floats(4), KernelArray.floats(4)];
    second.view.fill(7);
    first.reserve(100_000).view.fill(1);
    first.reserve(2).view.fill(3);
    first.reserve(100_000).view.fill(2);
    expect(first.length).toBe(100_000);
    expect([...second.view]).toEqual([7, 7, 7, 7]);
  });

  it('begins with zeros where the room was used before', () => {
    const used = KernelArray.floats(50);
    used.view.fill(9);
    const { address } = used;
    used.release();
    const next = KernelArray.floats(50);
    expect(next.address).toBe(address);
    expect(next.view.every((x) => x === 0)).toBe(true);
  });

  it('gives room back: many arrays one after another need no more memory than one', () => {
    KernelArray.floats(200_000).release();
    const before = kernelMemorySize();
    for (let i = 0; i < 1000; i++) KernelArray.floats(200_000 - i).release();
    expect(kernelMemorySize()).toBe(before);
  });

  it('can be released twice, and used again after', () => {
    const array = KernelArray.floats(10);
    array.release();
    array.release();
    expect(array.length).toBe(0);
    expect([...array.write([5, 6]).view]).toEqual([5, 6]);
  });
});
