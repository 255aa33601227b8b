import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GrowingTable } from '../../src/node/watch/growing-table.ts';
import { serveWatch, type WatchServer } from '../../src/node/watch/watch-server.ts';
import type { WatchMessage } from '../../src/node/watch/watched-runs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watch-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('GrowingTable', () => {
  it('returns each whole line once, and waits for the rest of one', () => {
    const path = join(folder, 'table.csv');
    const table = new GrowingTable(path);
    expect(table.read()).toBeUndefined();
    writeFileSync(path, 'step,returnMean\n1,\n2,3.5\n3,');
    const columns = ['step', 'returnMean'];
    expect(table.read()).toEqual({ anew: false, columns, rows: [[1, null], [2, 3.5]] }); // biome-ignore format: a table
    expect(table.read()).toBeUndefined();
    appendFileSync(path, '7\n');
    expect(table.read()).toEqual({ anew: false, columns, rows: [[3, 7]] });
  });

  it('begins anew where the file became shorter, also when it has grown again meanwhile', () => {
    const path = join(folder, 'table.csv');
    const table = new GrowingTable(path);
    writeFileSync(path, 'step,a\n1,1\n2,2\n');
    table.read();
    writeFileSync(path, 'step,a\n1,1\n');
    expect(table.read()).toEqual({ anew: true, columns: ['step', 'a'], rows: [[1, 1]] });
    writeFileSync(path, 'step,b\n5,5\n6,6\n7,7\n');
    expect(table.read()).toMatchObject({ anew: true, columns: ['step', 'b'], rows: { length: 3 } });
    rmSync(path);
    expect(table.read()).toEqual({ anew: true, columns: [], rows: [] });
    expect(table.read()).toBeUndefined();
  });
});

/** A run folder as training leaves it after some updates. */
function runAt(name: string, seed: number, rows: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  const config = {
    format: 1,
    agent: { name: 'ppo', hyperparameters: {} },
    environment: { id: 'CartPole-v1' },
    envs: 8,
    totalSteps: 100,
    seed,
    backend: 'wasm',
    rewardThreshold: 475,
    versions: {},
    command: '',
    started: '',
  };
  writeFileSync(join(path, 'config.json'), JSON.stringify(config));
  writeFileSync(join(path, 'progress.csv'), `step,seconds,episodes,returnMean\n${rows}`);
  return path;
}

describe('serveWatch', () => {
  let server: WatchServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  /** Reads the events of one page until as many of what matters have come as asked for. */
  async function messages(count: number, meanwhile: (seen: number) => void = () => {}): Promise<WatchMessage[]> {
    const seen: WatchMessage[] = [];
    const response = await fetch(`${server?.address}events`);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let text = '';
    while (seen.length < count) {
      const { value } = await reader.read();
      text += Buffer.from(value ?? new Uint8Array()).toString();
      const events = text.split('\n\n');
      text = events.pop() as string;
      const all = events.map((event) => JSON.parse(event.replace(/^data: /, '')) as { kind: string });
      seen.push(...(all.filter(({ kind }) => kind !== 'heard') as WatchMessage[]));
      meanwhile(seen.length);
    }
    await reader.cancel();
    return seen;
  }

  it('tells a page what the run is, its rows, and how it stands, and then what is new', async () => {
    const path = runAt('one', 3, '8,0.1,0,\n16,0.2,1,20\n');
    writeFileSync(join(path, 'lock'), String(process.pid));
    server = await serveWatch(path);
    const seen = await messages(5, (count) => {
      if (count !== 3) return;
      appendFileSync(join(path, 'progress.csv'), '24,0.3,2,22\n');
      rmSync(join(path, 'lock'));
      writeFileSync(join(path, 'summary.json'), JSON.stringify({ ended: 'finished' }));
    });
    const columns = ['step', 'seconds', 'episodes', 'returnMean'];
    const facts = { agent: 'ppo', environment: 'CartPole-v1', seed: 3, totalSteps: 100, rewardThreshold: 475 };
    const rows = [
      [8, 0.1, 0, null],
      [16, 0.2, 1, 20],
    ];
    expect(seen).toEqual([
      { kind: 'run', run: 'one', ...facts },
      { kind: 'rows', run: 'one', anew: false, columns, rows },
      { kind: 'state', run: 'one', state: 'running' },
      { kind: 'rows', run: 'one', anew: false, columns, rows: [[24, 0.3, 2, 22]] },
      { kind: 'state', run: 'one', state: 'finished' },
    ]);
    // A page that is loaded again gets all of it.
    expect((await messages(3))[1]).toMatchObject({ kind: 'rows', rows: { length: 3 } });
  });

  it('follows every run of a folder, those too that begin later, and says which were killed', async () => {
    runAt('seed-1', 1, '');
    server = await serveWatch(folder);
    const seen = await messages(6, (count) => {
      if (count === 3) runAt('seed-2', 2, '8,0.1,0,\n');
    });
    expect(seen.map(({ kind, run }) => [kind, run])).toEqual([
      ['run', 'seed-1'],
      ['rows', 'seed-1'],
      ['state', 'seed-1'],
      ['run', 'seed-2'],
      ['rows', 'seed-2'],
      ['state', 'seed-2'],
    ]);
    expect(seen[5]).toMatchObject({ state: 'killed' });
  });

  it('serves one page that needs no network, and nothing else, to this machine alone', async () => {
    server = await serveWatch(runAt('one', 1, ''));
    const page = await fetch(server.address);
    const text = await page.text();
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toContain('<title>policy-ascent</title>');
    expect(text).not.toMatch(/https?:\/\/|src=/);
    expect((await fetch(`${server.address}config.json`)).status).toBe(404);
    const { port } = new URL(server.address);
    const status = await new Promise((resolve) => {
      const headers = { host: `elsewhere.example:${port}` };
      request({ host: '127.0.0.1', port, path: '/events', headers }, (answer) => {
        answer.destroy();
        resolve(answer.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  });

  it('refuses a path without runs, and a port that is taken or none', async () => {
    await expect(serveWatch(folder)).rejects.toThrow('must be a run folder, or hold some, got none in it');
    const path = runAt('one', 1, '');
    server = await serveWatch(path);
    const port = Number(new URL(server.address).port);
    await expect(serveWatch(path, { port })).rejects.toThrow(`--port: must be one that is free, got ${port}`);
    await expect(serveWatch(path, { port: 70_000 })).rejects.toThrow('--port: must be a whole number from 1 to 65535');
  });
});
