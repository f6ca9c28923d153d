/** A rule is broken. */
export class Violation extends Error {
  constructor (rule: string, what: string) {
    super(`${rule}: ${what}`)
    this.name = 'Violation'
  }
}

const FNV_PRIME = 0x01000193

/** The log of one world, line by line, and a hash of it that shows whether two runs of a seed are the same. */
export class Trace {
  readonly lines: string[] = []
  #hash = 0x811c9dc5

  note (at: number, line: string): void {
    const text = `${at} ${line}`
    this.lines.push(text)
    for (let i = 0; i < text.length; i++) this.#hash = Math.imul(this.#hash ^ text.charCodeAt(i), FNV_PRIME)
  }

  get hash (): string {
    return (this.#hash >>> 0).toString(16).padStart(8, '0')
  }
}
