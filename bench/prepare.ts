import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import type { Contender } from './systems/contenders.ts'
import { load } from './measure.ts'
import { startServer } from './systems/servers.ts'

/** Holdline's data for each tree and size of crowd: seeded and signed in once, copied for every load. */
export interface PreparedData {
  fresh (contender: Contender, size: number): { readonly dataDir: string, readonly credentials: string, remove (): void }
}

/** Seeds and signs in so many users, by each tree's own programs: a store is read by nothing older than what wrote it. */
export async function prepareData (workDir: string, contenders: readonly Contender[], sizes: readonly number[]): Promise<PreparedData> {
  // Copies that a run left which was ended.
  for (const copy of globSync(`${workDir}/load-*`)) rmSync(copy, { recursive: true })
  const trees = contenders.filter(({ system }) => system === 'holdline')
  for (const contender of trees) {
    for (const size of new Set(sizes)) {
      console.log(`preparing the data of ${contender.name} with ${size} users`)
      await prepare(folder(contender, size), contender, size)
    }
  }

  function folder (contender: Contender, size: number): string {
    return `${workDir}/data-${trees.indexOf(contender)}-${size}`
  }

  return {
    fresh (contender, size) {
      const copy = mkdtempSync(`${workDir}/load-`)
      const dataDir = `${copy}/data`
      const prepared = folder(contender, size)
      cpSync(`${prepared}/data`, dataDir, { recursive: true })
      return {
        dataDir,
        credentials: `${prepared}/credentials.json`,
        remove: () => rmSync(copy, { recursive: true })
      }
    }
  }
}

async function prepare (folder: string, { root }: Contender, size: number): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const dataDir = `${folder}/data`
  const seeded = spawnSync(process.execPath, [`${root}/bench/seed.ts`, '--data', dataDir, '--users', String(size)])
  if (seeded.status !== 0) throw new Error(`seeding failed: ${seeded.stderr.toString()}`)
  const server = await startServer('holdline', { dataDir, recovery: false, root })
  try {
    await load({
      system: 'holdline',
      figure: 'sign-in',
      port: server.port,
      pid: server.pid,
      turns: '',
      size,
      warmUpMs: 0,
      measuredMs: 0,
      rate: 0,
      messages: 0,
      view: 'json',
      hasSeconds: false,
      ids: 'browser',
      settledAt: 0,
      credentials: `${folder}/credentials.json`
    })
  } finally {
    await server.stop()
  }
}
