/** The command as one line that a shell reads back as the same words. */
export function commandLine(words: readonly string[]): string {
  return ['policy-ascent', ...words.map(quoted)].join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
