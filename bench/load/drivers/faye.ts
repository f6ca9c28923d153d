import { post } from '../connection.ts'
import { cutOut, type Driver } from './driver.ts'

const MOUNT = '/bayeux'

/** Bayeux long-polling, by hand. After a cut it reconnects with the same clientId, as Faye's own client does. */
export function fayeDriver (size: number): Driver {
  const clientIds = new Array<string>(size).fill('')
  const polls = new Array<string>(size).fill('')
  return {
    async arrive (who, ask, again) {
      if (again) return
      const shaken = await ask(post(MOUNT,
        '[{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}]'))
      const clientId = cutOut(shaken, '"clientId":"', '"')
      const subscribe = (channel: string) => `{"channel":"/meta/subscribe","clientId":"${clientId}","subscription":"${channel}"}`
      const subscribed = await ask(post(MOUNT, `[${subscribe(`/user/u${who}`)},${subscribe('/all')}]`))
      if (subscribed.includes('"successful":false')) throw new Error(`Faye refused: ${subscribed}`)
      clientIds[who] = clientId
      polls[who] = post(MOUNT, `[{"channel":"/meta/connect","clientId":"${clientId}","connectionType":"long-polling"}]`)
    },
    poll: who => polls[who] ?? '',
    polled (_who, body) {
      if (body.includes('"successful":false')) throw new Error(`Faye answered a poll with ${body.slice(0, 200)}`)
    },
    direct: (who, text) =>
      post(MOUNT, `[{"channel":"/user/u${who ^ 1}","data":"${text}","clientId":"${clientIds[who]}"}]`),
    group: (who, text) => post(MOUNT, `[{"channel":"/all","data":"${text}","clientId":"${clientIds[who]}"}]`)
  }
}
