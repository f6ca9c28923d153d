import type { Config } from '../config.ts'

/** Where people reach the server, with a slash at its end: as the operator names it, else this machine. `port`: the one it listens on. */
export function addressOf ({ baseUrl, listen: { host } }: Config, port: number): string {
  return baseUrl?.href ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}/`
}
