import { Connection } from './connection.ts'
import { Crowd } from './crowd.ts'
import type { Driver } from './drivers/driver.ts'
import { fayeDriver } from './drivers/faye.ts'
import { floorDriver } from './drivers/floor.ts'
import { holdlineDriver } from './drivers/holdline.ts'
import { socketioDriver } from './drivers/socketio.ts'
import { ceiling } from './figures/ceiling.ts'
import { delivery } from './figures/delivery.ts'
import { fanout } from './figures/fanout.ts'
import { parked } from './figures/parked.ts'
import { reconnect } from './figures/reconnect.ts'
import { sends } from './figures/sends.ts'
import type { Job, Report } from './job.ts'
import { signIn } from './sign-in.ts'

/** The load's own process: one job as JSON in its argument, one report as JSON on its output. */
const job = JSON.parse(process.argv[2] ?? '') as Job
process.stdout.write(JSON.stringify(await run(job)) + '\n', () => process.exit(0))

async function run (job: Job): Promise<Report> {
  if (job.figure === 'sign-in') {
    await signIn(job.port, job.size, job.credentials)
    return { figures: {}, cpu: null, verdict: null, broken: Connection.broken, firstRefusal: null }
  }
  if (job.figure === 'ceiling') {
    const { cpu, ...figures } = await ceiling(job.port, job.pid, job.size, job.measuredMs)
    return { figures, cpu, verdict: null, broken: Connection.broken, firstRefusal: null }
  }
  const crowd = new Crowd(job.port, job.size, driverOf(job))
  const { cpu, figures } = await measure(job, crowd)
  return { figures, cpu, verdict: crowd.tally.verdict(), broken: Connection.broken, firstRefusal: crowd.firstRefusal }
}

async function measure (job: Job, crowd: Crowd): Promise<Pick<Report, 'cpu' | 'figures'>> {
  if (job.figure === 'parked') return { cpu: null, figures: { ...await parked(crowd, job.pid) } }
  const { cpu, ...figures } = await moving(job, crowd)
  return { cpu, figures }
}

function moving (job: Job, crowd: Crowd) {
  switch (job.figure) {
    case 'delivery': return delivery(crowd, job.pid, job.rate, job.warmUpMs, job.measuredMs)
    case 'sends': return sends(crowd, job.pid, job.bothPark, job.warmUpMs, job.measuredMs)
    case 'fanout': return fanout(crowd, job.pid, job.messages)
    case 'reconnect': return reconnect(crowd, job.pid)
    default: throw new Error(`${job.figure} needs no crowd`)
  }
}

function driverOf (job: Job): Driver {
  switch (job.system) {
    case 'floor': return floorDriver(job.size)
    case 'holdline': return holdlineDriver(job.size, job.credentials, job.view)
    case 'socketio': return socketioDriver(job.size)
    case 'faye': return fayeDriver(job.size)
    case 'trivial': throw new Error('the trivial responder delivers nothing')
  }
}
