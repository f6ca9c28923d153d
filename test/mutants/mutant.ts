/** A rule broken on purpose, in one place of one file. */
export interface Mutant {
  /** The rule it violates, as protocol.md names it. */
  readonly rule: string
  /** The fault of the broken server. */
  readonly does: string
  readonly file: string
  /** A text that occurs exactly once in the file … */
  readonly find: string
  /** … and its replacement. */
  readonly replace: string
  /** The test file that must go red: the tests in it whose names begin with the rule. */
  readonly test: string
}

/** The name of a mutant, for reports. */
export function mutantId ({ rule, does }: Mutant): string {
  return `${rule} ${does}`
}

/** The file with the violation planted. Throws unless `find` occurs exactly once: the mutant must follow the source. */
export function plantedIn (source: string, { file, find, replace }: Mutant): string {
  const places = source.split(find).length - 1
  if (places !== 1) throw new Error(`${file} holds ${JSON.stringify(find)} ${places} times; a mutant needs it once`)
  return source.replace(find, () => replace)
}
