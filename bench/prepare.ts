import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { load } from './measure.ts'
import type { Plan } from './plan.ts'
import { startServer } from './servers.ts'

/** Holdline's data for each size of crowd: seeded and signed in once, copied for every load. */
export interface PreparedData {
  fresh (size: number): { readonly dataDir: string, readonly credentials: string, remove (): void }
}

/** Seeds and signs in the users that these figures need. */
export async function prepareData (workDir: string, plans: readonly Plan[]): Promise<PreparedData> {
  const sizes = new Set(plans.filter(({ figure }) => figure !== 'ceiling').map(({ size }) => size))
  for (const size of sizes) {
    console.log(`preparing Holdline's data with ${size} users`)
    await prepare(folder(size), size)
  }

  function folder (size: number): string {
    return `${workDir}/data-${size}`
  }

  return {
    fresh (size) {
      const copy = mkdtempSync(`${workDir}/load-`)
      const dataDir = `${copy}/data`
      cpSync(`${folder(size)}/data`, dataDir, { recursive: true })
      return {
        dataDir,
        credentials: `${folder(size)}/credentials.json`,
        remove: () => rmSync(copy, { recursive: true })
      }
    }
  }
}

async function prepare (folder: string, size: number): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const dataDir = `${folder}/data`
  const seeded = spawnSync(process.execPath, [`${import.meta.dirname}/seed.ts`, '--data', dataDir, '--users', String(size)])
  if (seeded.status !== 0) throw new Error(`seeding failed: ${seeded.stderr.toString()}`)
  const server = await startServer('holdline', { dataDir, recovery: false })
  try {
    await load({
      system: 'holdline',
      figure: 'sign-in',
      port: server.port,
      pid: server.pid,
      size,
      warmUpMs: 0,
      measuredMs: 0,
      rate: 0,
      messages: 0,
      bothPark: false,
      view: 'json',
      credentials: `${folder}/credentials.json`
    })
  } finally {
    await server.stop()
  }
}
