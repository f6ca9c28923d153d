import { Connection } from './connection.ts'
import { Crowd } from './crowd.ts'
import type { Driver } from './drivers/driver.ts'
import { fayeDriver } from './drivers/faye.ts'
import { floorDriver } from './drivers/floor.ts'
import { holdlineDriver, readCredentials } from './drivers/holdline.ts'
import { socketioDriver } from './drivers/socketio.ts'
import { ceiling } from './figures/ceiling.ts'
import { delivery } from './figures/delivery.ts'
import { disk } from './figures/disk.ts'
import { fanout } from './figures/fanout.ts'
import { long } from './figures/long.ts'
import { pages } from './figures/pages.ts'
import { parked } from './figures/parked.ts'
import { reconnect } from './figures/reconnect.ts'
import { rest } from './figures/rest.ts'
import { sends } from './figures/sends.ts'
import type { Job, Report } from './job.ts'
import type { Cpu } from './meter.ts'
import { signIn } from './sign-in.ts'

const ALONE: ReadonlySet<Job['figure']> = new Set(['sign-in', 'ceiling', 'pages'])

/** The load's own process: one job as JSON in its argument, one report as JSON on its output. */
const job = JSON.parse(process.argv[2] ?? '') as Job
process.stdout.write(JSON.stringify(await run(job)) + '\n', () => process.exit(0))

async function run (job: Job): Promise<Report> {
  const crowd = ALONE.has(job.figure) ? null : new Crowd(job.port, job.size, driverOf(job), job.settledAt)
  const { cpu = null, ...figures } = crowd === null ? await alone(job) : await together(job, crowd)
  return {
    figures: figures as Report['figures'],
    cpu,
    verdict: crowd?.tally.verdict() ?? null,
    broken: Connection.broken,
    firstRefusal: crowd?.firstRefusal ?? null
  }
}

/** Figures and, where it was measured, the processor time. */
type Found = { readonly cpu?: Cpu } & object

async function alone (job: Job): Promise<Found> {
  const { figure, port, size, warmUpMs, measuredMs, credentials } = job
  switch (figure) {
    case 'ceiling': return await ceiling(port, job, size, measuredMs)
    case 'pages': return await pages(job, port, readCredentials(credentials), warmUpMs, measuredMs)
    default:
      await signIn(port, size, credentials)
      return {}
  }
}

function together (job: Job, crowd: Crowd): Promise<Found> {
  const { figure, rate, warmUpMs, measuredMs, messages } = job
  switch (figure) {
    case 'parked': return parked(crowd, job)
    case 'delivery': return delivery(crowd, job, rate, warmUpMs, measuredMs)
    case 'sends': return sends(crowd, job, warmUpMs, measuredMs)
    case 'fanout': return fanout(crowd, job, messages)
    case 'reconnect': return reconnect(crowd, job)
    case 'rest': return rest(crowd, job, job.settledAt, measuredMs)
    case 'disk': return disk(crowd, job, job.port, readCredentials(job.credentials), rate, warmUpMs, measuredMs)
    case 'long': return long(crowd, job, rate, warmUpMs, measuredMs)
    default: throw new Error(`${figure} needs no crowd`)
  }
}

function driverOf (job: Job): Driver {
  switch (job.system) {
    case 'floor': return floorDriver(job.size)
    case 'holdline': return holdlineDriver(job)
    case 'socketio': return socketioDriver(job.size)
    case 'faye': return fayeDriver(job.size)
    case 'trivial': throw new Error('the trivial responder delivers nothing')
  }
}
