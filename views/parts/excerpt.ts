/** Returns the beginning of a text as one line of at most `most` UTF-16 units, with “…” where it goes on. */
export function excerpt (text: string, most: number): string {
  const line = text.slice(0, most * 2).replace(/\s+/gu, ' ')
  return line.length > most ? `${line.slice(0, most).toWellFormed().replace(/\ufffd$/, '')}…` : line
}
