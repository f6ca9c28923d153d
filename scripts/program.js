// @ts-check
import { existsSync, mkdirSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alone } from './alone.js'
import { endLike, run } from './child.js'
import { install, refuseUnwritable } from './install.js'
import { NODE_OPTIONS } from './node-options.js'
import { nodeBinary } from './platform.js'
import { Refusal } from './refusal.js'
import { whatIsMissing } from './tree.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Installs missing packages, then runs `program` (a path from the project's folder) on the project's own Node and ends
 * as it ends: with its exit code, or by the signal that ended it.
 * @param {string[]} argv the program and its arguments
 */
export async function launch ([program, ...args]) {
  try {
    if (program === undefined) throw new Refusal('name the program to run, as in: node scripts/launch.js src/main.ts serve')
    const kind = program.startsWith('src/') ? 'production' : 'development'
    if (whatIsMissing(root, kind) !== null) await installAlone(kind)
    endLike(await start(resolve(root, program), args, kind === 'production' ? NODE_OPTIONS : []))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    console.error(`holdline: ${error.message}`)
    process.exitCode = 1
  }
}

/** @param {import('./tree.js').Kind} kind */
function installAlone (kind) {
  refuseUnwritable(root)
  const onWait = () => console.error('holdline: waiting for another window that is installing…')
  return alone(join(root, 'build', 'install.lock'), onWait, async () => {
    const missing = whatIsMissing(root, kind)
    if (missing !== null) await install(root, kind, missing)
  })
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {readonly string[]} options for Node
 */
async function start (program, args, options) {
  if (!existsSync(program)) throw new Refusal(`there is no ${program}.`)
  const bin = join(root, 'node_modules', '.bin')
  const env = {
    // Compile cache: hundreds of short processes (tests, commands) start from the same files, and a cached start takes
    // half the time.
    NODE_COMPILE_CACHE: compileCache(),
    ...process.env,
    PATH: [bin, process.env['PATH']].filter(Boolean).join(delimiter)
  }
  return await run(nodeBinary(root), [...options, program, ...args], { stdio: 'inherit', env })
}

function compileCache () {
  const folder = join(root, 'node_modules', '.cache', 'compiled')
  try {
    mkdirSync(folder, { recursive: true })
  } catch {
    // The cache is a convenience: in a read-only folder the program starts without it.
  }
  return folder
}
