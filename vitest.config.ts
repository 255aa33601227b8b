import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^policy-ascent$/, replacement: source('index.ts') },
      { find: /^policy-ascent\/node$/, replacement: source('node/index.ts') },
    ],
  },
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    globalSetup: ['./build/compile-kernels.mjs'],
    reporters: ['default', './tests/closing-line.ts'],
  },
});
