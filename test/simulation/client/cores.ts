import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import type { Cores } from '../../client/scripts.ts'

const NAMES = ['answers.js', 'consumer.js', 'ladder.js', 'core.js', 'outbox.js', 'leader.js', 'client.js']

/** A change to one script that breaks a rule: `from` must occur in it exactly once. */
export interface Edit { readonly script: string, readonly from: string, readonly to: string }

const asShipped = load([])

/** The scripts of `public/`, as a page would run them. All their state is in what they create, so pages share them. */
export function coresOf (edits: readonly Edit[]): Cores {
  return edits.length === 0 ? asShipped : load(edits)
}

function load (edits: readonly Edit[]): Cores {
  const context = createContext({})
  for (const name of NAMES) {
    const url = new URL(`../../../public/${name}`, import.meta.url)
    let source = readFileSync(url, 'utf8')
    for (const { script, from, to } of edits) {
      if (script !== name) continue
      if (source.split(from).length !== 2) throw new Error(`${from} does not occur in ${name} exactly once`)
      source = source.replace(from, () => to)
    }
    runInContext(source, context, { filename: url.pathname })
  }
  return runInContext('Holdline', context) as Cores
}
