/** A line that tells what goes on and is written over by the next; on a terminal alone. Printed lines stay. */
export interface StatusLine {
  show(text: string): void;
  print(text: string): void;
  clear(): void;
}

/** A status line on stdout, refreshed ten times a second at most; in a pipe only what is printed is written. */
export function statusLine(): StatusLine {
  let shownAt = -Infinity;
  const clear = () => {
    if (process.stdout.isTTY && shownAt > -Infinity) process.stdout.write('\r\x1b[K');
    shownAt = -Infinity;
  };
  return {
    clear,
    show(text) {
      const now = performance.now();
      if (!process.stdout.isTTY || now - shownAt < 100) return;
      process.stdout.write(`\r\x1b[K${text}`);
      shownAt = now;
    },
    print(text) {
      clear();
      process.stdout.write(`${text}\n`);
    },
  };
}
