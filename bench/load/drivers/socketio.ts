import { get, post } from '../connection.ts'
import { cutOut, type Ask, type Driver } from './driver.ts'

/** Engine.IO 4 over polling, by hand. After a cut it returns with Socket.IO's recovery: session id and last offset. */
export function socketioDriver (size: number): Driver {
  const paths = new Array<string>(size).fill('')
  const recoveryIds = new Array<string>(size).fill('')
  const offsets = new Array<string>(size).fill('')
  const send = (who: number, packet: string) => post(paths[who] ?? '', packet, '', 'text/plain;charset=UTF-8')

  async function join (who: number, ask: Ask, auth: string): Promise<void> {
    const open = await ask(get('/socket.io/?EIO=4&transport=polling'))
    paths[who] = `/socket.io/?EIO=4&transport=polling&sid=${cutOut(open, '"sid":"', '"')}`
    await ask(send(who, `40${auth}`))
  }

  return {
    async arrive (who, ask, again) {
      if (again) {
        // Missed messages come with the answer to the next poll, behind the connect packet.
        await join(who, ask, `{"user":"u${who}","pid":"${recoveryIds[who]}","offset":"${offsets[who]}"}`)
        return
      }
      await join(who, ask, `{"user":"u${who}"}`)
      const connected = await ask(get(paths[who] ?? ''))
      if (connected.includes('"pid"')) recoveryIds[who] = cutOut(connected, '"pid":"', '"')
    },
    poll: who => get(paths[who] ?? ''),
    polled (who, body) {
      const first = body.charCodeAt(0)
      if (first !== 52) throw new Error(`Socket.IO answered a poll with ${body.slice(0, 100)}`)
      // With recovery on, every event ends in its offset: ["message","…","offset"].
      if (recoveryIds[who] !== '' && body.endsWith('"]')) offsets[who] = body.slice(body.lastIndexOf('"', body.length - 3) + 1, -2)
    },
    direct: (who, text) => send(who, `42["direct","u${who ^ 1}","${text}"]`),
    group: (who, text) => send(who, `42["group","${text}"]`)
  }
}
