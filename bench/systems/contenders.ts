import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { System } from '../load/job.ts'
import { OWN_ROOT } from './servers.ts'

/** A column of the results: a system, and for Holdline the tree that it runs from. */
export interface Contender {
  readonly system: System
  readonly name: string
  readonly root: string
  /** Of a tree: the day and the subject of its commit. */
  readonly about: string
}

/** The names of the systems in the results. */
const NAMES: Readonly<Record<System, string>> = {
  floor: 'floor', holdline: 'Holdline', socketio: 'Socket.IO polling', faye: 'Faye', trivial: 'trivial responder'
}

export const TRIVIAL: Contender = { system: 'trivial', name: NAMES.trivial, root: OWN_ROOT, about: '' }

/** The systems, Holdline from each of the trees and last from this one. Throws for a folder that cannot be measured. */
export function contendersOf (systems: readonly System[], trees: readonly string[]): Contender[] {
  const roots = [...trees.map(tree => resolve(tree)), OWN_ROOT]
  for (const root of roots) {
    if (!existsSync(`${root}/src/main.ts`)) throw new Error(`${root} is no tree of Holdline`)
    if (!existsSync(`${root}/node_modules`)) throw new Error(`${root} has no packages: run npm ci there`)
  }
  const names = distinct(roots.map(root => `${NAMES.holdline} ${versionOf(root)}`))
  return systems.flatMap((system): Contender[] => system === 'holdline'
    ? roots.map((root, i) => ({ system, name: names[i] ?? root, root, about: git(root, 'log', '-1', '--format=%cs, %s') ?? '' }))
    : [{ system, name: NAMES[system], root: OWN_ROOT, about: '' }])
}

/** The names, the later of equal ones with a number. */
export function distinct (names: readonly string[]): string[] {
  return names.map((name, i) => {
    const before = names.slice(0, i).filter(other => other === name).length
    return before === 0 ? name : `${name} (${before + 1})`
  })
}

/** The commit of a tree, with a plus where the program differs from it. */
function versionOf (root: string): string {
  const head = git(root, 'rev-parse', '--short', 'HEAD')
  if (head === null) return basename(root)
  const changed = git(root, 'status', '--porcelain', '--', 'src', 'views', 'public', 'package-lock.json')
  return head + (changed === '' ? '' : '+')
}

/** Returns what git says of a tree, without touching it; null where it is no repository. */
function git (root: string, ...args: readonly string[]): string | null {
  const { status, stdout } = spawnSync('git', ['--no-optional-locks', '-C', root, ...args])
  return status === 0 ? stdout.toString().trim() : null
}
