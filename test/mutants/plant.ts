// Loaded before a test (`node --import`): plants the mutant given as JSON in PLANTED_MUTANT while its file is read.
// The files on disk do not change.
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { root } from '#test/source/project.ts'
import { plantedIn, type Mutant } from './mutant.ts'

const mutant: Mutant = JSON.parse(process.env['PLANTED_MUTANT'] ?? '')
const target = pathToFileURL(join(root, mutant.file)).href

registerHooks({
  load (url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (url !== target) return loaded
    return { ...loaded, source: plantedIn(String(loaded.source), mutant) }
  }
})
