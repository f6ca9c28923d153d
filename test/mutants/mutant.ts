/** A rule broken on purpose, in one place of one file. */
export interface Mutant {
  /** The rule it violates, as protocol.md names it. */
  readonly rule: string
  /** What the broken server does. */
  readonly does: string
  readonly file: string
  /** A text that stands exactly once in the file … */
  readonly find: string
  /** … and what stands there instead. */
  readonly replace: string
  /** The test file that must go red; of it, the tests whose names begin with the rule. */
  readonly test: string
}

/** Names a mutant on a command line and in the environment of the process it is planted in. */
export function mutantId ({ rule, does }: Mutant): string {
  return `${rule} ${does}`
}

/** The file with the violation planted. Throws when there is not exactly one place for it: the list has not followed the source. */
export function plantedIn (source: string, { file, find, replace }: Mutant): string {
  const places = source.split(find).length - 1
  if (places !== 1) throw new Error(`${file} holds ${JSON.stringify(find)} ${places} times; a mutant needs it once`)
  return source.replace(find, () => replace)
}
