import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config/config.ts'
import { OperatorError } from './operator-error.ts'

/**
 * Queues a burst of reconnects instead of refusing it: with Node's 511 a storm of 5,000 takes four times as long. The system takes less,
 * 4,096 as a rule (net.core.somaxconn).
 */
const BACKLOG = 65_535

/** Listens and returns the port, which the system chooses for 0. Throws OperatorError. */
export async function listen (app: FastifyInstance, { host, port }: Config['listen']): Promise<number> {
  try {
    await app.listen({ host, port, backlog: BACKLOG })
    return (app.server.address() as AddressInfo).port
  } catch (error) {
    throw new OperatorError(`Holdline cannot listen on ${host}:${port}: ${reason(error)}.`)
  }
}

function reason (error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  switch (code) {
    case 'EADDRINUSE': return 'the port is taken by another program. Name another with --listen'
    case 'EACCES': return 'this user may not open that port. Take one above 1023, or put a proxy in front'
    case 'EADDRNOTAVAIL': return 'this machine has no such address'
    case 'ENOTFOUND': return 'there is no host of that name'
    default: return message
  }
}
