/** The parts of Faye that the bench uses; it ships no types. */
declare module 'faye' {
  import type { Server } from 'node:http'

  class NodeAdapter {
    constructor (options: { mount: string, timeout: number })
    attach (server: Server): void
  }

  export default { NodeAdapter }
}
