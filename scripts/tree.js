// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeBinary } from './platform.js'
import { Refusal } from './refusal.js'

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, dev?: boolean }>} Packages */
/** @typedef {'production' | 'development'} Kind the packages a program needs: those of the server, or the tools for tests as well */

/**
 * Compares node_modules with package-lock.json, package by package. npm writes a lock of its own for the installed
 * packages as its last step, so an interrupted install has none.
 * @param {string} root the project's folder
 * @param {Kind} kind
 * @returns {string | null} the missing packages, in words that finish "installing, since …"; null when there are none
 */
export function whatIsMissing (root, kind) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  if (wanted === null) throw new Refusal(`${join(root, 'package-lock.json')} is missing or damaged; take a whole copy of the project.`)
  if (!existsSync(join(root, 'node_modules'))) return 'nothing is installed yet'
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'))
  if (installed === null) return 'the last install did not finish'

  for (const [path, want] of Object.entries(wanted)) {
    if (path === '' || (want.dev === true && kind === 'production')) continue
    const have = installed[path]
    if (have === undefined) {
      // Skips packages for other platforms; the one optional package that matters is checked below.
      if (want.optional === true) continue
      if (want.dev === true) return 'the tools for tests are not all there'
      return 'package-lock.json has changed'
    }
    if (have.version !== want.version || have.integrity !== want.integrity) return 'package-lock.json has changed'
    if (!existsSync(join(root, path, 'package.json'))) return `${path} is gone`
  }
  return existsSync(nodeBinary(root)) ? null : 'the project\'s own Node is missing'
}

/**
 * @param {string} file
 * @returns {Packages | null}
 */
function readPackages (file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return null
  }
}
