import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'

const RESULTS = `${import.meta.dirname}/../RESULTS.md`
const FOUND = `${import.meta.dirname}/found`

/** Writes the results of a bench of this folder to RESULTS.md, in place of its last ones. `markdown` begins with its own heading. */
export function report (name: string, markdown: string): void {
  writeFileSync(`${FOUND}/${name}.md`, markdown.trim() + '\n')
  const [compared = ''] = readFileSync(RESULTS, 'utf8').split(`\n${MARK}\n`)
  writeFileSync(RESULTS, `${compared.trimEnd()}\n\n${limitsFound()}\n`)
  console.log(`\nwritten: bench/limits/found/${name}.md, bench/RESULTS.md`)
}

const MARK = '<!-- Below: what the benches in bench/limits found, each written by its own run. -->'

/** Returns the last results of all benches of this folder, as the end of RESULTS.md. */
export function limitsFound (): string {
  const sections = globSync(`${FOUND}/*.md`).sort((a, b) => basename(a).localeCompare(basename(b)))
  return [MARK, ...sections.map(file => readFileSync(file, 'utf8').trim())].join('\n\n')
}
