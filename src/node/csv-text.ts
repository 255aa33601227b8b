/** A text as a CSV cell in quotation marks, those inside it doubled. */
export function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** A text as a CSV cell, in quotation marks where it needs them. */
export function textCell(text: string): string {
  return /[",\n]/.test(text) ? quoted(text) : text;
}
