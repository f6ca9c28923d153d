/** Faye brings no types; this is all the bench asks of it. */
declare module 'faye' {
  import type { Server } from 'node:http'

  class NodeAdapter {
    constructor (options: { mount: string, timeout: number })
    attach (server: Server): void
  }

  export default { NodeAdapter }
}
