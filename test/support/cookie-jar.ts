/** A browser's `Cookie` header after an answer with these `Set-Cookie` lines: one value for each name. */
export function withCookies (header: string | null, given: readonly string[]): string | null {
  const jar = new Map((header ?? '').split(/; */).filter(pair => pair !== '').map(pair => [pair.split('=')[0], pair]))
  for (const line of given) {
    const pair = line.split(';')[0] ?? ''
    jar.set(pair.split('=')[0], pair)
  }
  return jar.size === 0 ? null : [...jar.values()].join('; ')
}
