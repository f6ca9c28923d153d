import { loadScripts, type Cores } from '../../client/stage/scripts.ts'

/** A change to one script that breaks a rule: `from` must occur in it exactly once. */
export interface Edit { readonly script: string, readonly from: string, readonly to: string }

const asShipped = loadScripts()

/** The scripts that `public/` ships, as a page runs them. They keep nothing outside of what they create, so pages share them. */
export function coresOf (edits: readonly Edit[]): Cores {
  if (edits.length === 0) return asShipped
  return loadScripts((name, source) => edits.filter(edit => edit.script === name).reduce((text, { from, to }) => {
    if (text.split(from).length !== 2) throw new Error(`${from} does not stand in ${name} exactly once`)
    return text.replace(from, () => to)
  }, source))
}
