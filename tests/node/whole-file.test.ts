import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeWhole } from '../../src/node/whole-file.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'policy-ascent-'));

describe('a file written whole', () => {
  it('holds the text, and leaves no temporary file', () => {
    const here = folder();
    writeWhole(join(here, 'a.json'), '{"π": 3.14}');
    expect(readFileSync(join(here, 'a.json'), 'utf8')).toBe('{"π": 3.14}');
    expect(readdirSync(here)).toEqual(['a.json']);
  });

  it('replaces the old text', () => {
    const path = join(folder(), 'a.json');
    writeFileSync(path, 'a much longer old text');
    writeWhole(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('holds bytes too', () => {
    const path = join(folder(), 'a.png');
    writeWhole(path, Uint8Array.of(0, 255, 128));
    expect([...readFileSync(path)]).toEqual([0, 255, 128]);
  });

  it('leaves the old text where the new cannot be written, and says what is wrong in one line', () => {
    const here = folder();
    const path = join(here, 'folder');
    writeWhole(join(here, 'kept'), 'old');
    expect(() => writeWhole(join(here, 'kept', 'a.json'), 'new')).toThrow(
      `${join(here, 'kept', 'a.json')}: must be writable, got a path that leads through a file`,
    );
    expect(() => writeWhole(join(path, 'a.json'), 'new')).toThrow('must be writable, got no such file or folder');
    expect(readFileSync(join(here, 'kept'), 'utf8')).toBe('old');
    expect(readdirSync(here)).toEqual(['kept']);
  });
});
