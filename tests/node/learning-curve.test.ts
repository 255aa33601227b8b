import { describe, expect, it } from 'vitest';
import { learningCurveSvg, runningMean, shortCount, spread } from '../../src/node/learning-curve.ts';
import { svgToPng } from '../../src/node/picture.ts';

const settings = { title: 'ppo on CartPole-v1', subtitle: 'seed 1', rewardThreshold: 475, totalSteps: 1000 };

function episodes(count: number, of: (i: number) => number = (i) => i) {
  const numbers = Array.from({ length: count }, (_, i) => i);
  return { step: numbers.map((i) => 10 * (i + 1)), return: numbers.map(of) };
}

/** The number of vertices of the one path that has the colour of the mean. */
function vertices(svg: string): number {
  const path = /stroke="#0072b2"[^>]*><path d="M([^"]*)"/.exec(svg)?.[1] ?? '';
  return path.split('L').length;
}

describe('the running mean', () => {
  it('is over the values so far until there are as many as the window', () => {
    expect([...runningMean([2, 4, 6, 8], 3)]).toEqual([2, 3, 4, 6]);
  });

  it('forgets a value before the window wholly, however large it was', () => {
    expect(runningMean([1e17, 1, 1, 1], 2)[3]).toBe(1);
  });
});

describe('thinning', () => {
  it('keeps everything up to the limit', () => {
    expect(spread(4, 4)).toEqual([0, 1, 2, 3]);
  });

  it('keeps the first and the last, evenly spread', () => {
    expect(spread(101, 5)).toEqual([0, 25, 50, 75, 100]);
  });
});

it.each([
  [0, '0'],
  [950, '950'],
  [1500, '1.5k'],
  [200_000, '200k'],
  [2_500_000, '2.5M'],
])('%d steps are written %s', (count, text) => {
  expect(shortCount(count)).toBe(text);
});

describe('the learning curve', () => {
  it('draws a dot for each episode and a vertex of the mean for each', async () => {
    const svg = await learningCurveSvg(episodes(50), settings);
    expect(svg.match(/<circle[^>]*r="2.6"/g)).toHaveLength(50);
    expect(vertices(svg)).toBe(50);
  });

  it('names its axes, its lines, its title and the threshold', async () => {
    const svg = await learningCurveSvg(episodes(50), settings);
    for (const text of ['ppo on CartPole-v1', 'seed 1', 'mean of the last 100 episodes', 'one training episode']) {
      expect(svg).toContain(`>${text}</text>`);
    }
    expect(svg).toContain('>environment steps (all environments together)<');
    expect(svg).toContain('>return (sum of rewards) of an episode<');
    expect(svg).toContain('>reward threshold 475</text>');
    expect(svg).toContain('stroke-dasharray');
  });

  it('has no dashed line where there is no threshold', async () => {
    const svg = await learningCurveSvg(episodes(5), { title: 'pendulum' });
    expect(svg).not.toContain('stroke-dasharray');
  });

  it('thins 100 000 episodes to a picture under a megabyte', async () => {
    const svg = await learningCurveSvg(episodes(100_000), settings);
    expect(svg.length).toBeLessThan(1_000_000);
    expect(svg.match(/<circle/g)?.length).toBeLessThan(3100);
    expect(vertices(svg)).toBe(600);
  });

  it.each([0, 1])('can be drawn of %d episodes', async (count) => {
    const svg = await learningCurveSvg(episodes(count), settings);
    expect(svg).not.toContain('NaN');
    expect(svg.includes('no episode has ended')).toBe(count === 0);
  });

  it('can be drawn where all returns are the same', async () => {
    const svg = await learningCurveSvg(
      episodes(20, () => -200),
      { title: 'flat' },
    );
    expect(svg).not.toContain('NaN');
  });

  it('escapes a title with angle brackets', async () => {
    const svg = await learningCurveSvg(episodes(1), { title: 'a <b> & c' });
    expect(svg).toContain('a &lt;b&gt; &amp; c');
  });

  it('refuses columns of different lengths', async () => {
    await expect(learningCurveSvg({ step: [1, 2], return: [1] }, settings)).rejects.toThrow(
      'learning curve: as many steps as returns, got 2 and 1',
    );
  });

  it('becomes a PNG of twice its size that is not blank', async () => {
    const png = await svgToPng(await learningCurveSvg(episodes(50), settings));
    const header = Buffer.from(png);
    expect(header.subarray(1, 4).toString()).toBe('PNG');
    expect([header.readUInt32BE(16), header.readUInt32BE(20)]).toEqual([1640, 960]);
    const blank = await svgToPng('<svg xmlns="http://www.w3.org/2000/svg" width="820" height="480"/>');
    expect(png.length).toBeGreaterThan(5 * blank.length);
  });

  it('is the same picture every time', async () => {
    expect(await learningCurveSvg(episodes(30), settings)).toBe(await learningCurveSvg(episodes(30), settings));
  });
});
