import { get, post } from '../connection.ts'
import { cutOut, type Driver } from './driver.ts'

/** The floor: the user is in the cookie, the position in the cursor. */
export function floorDriver (size: number): Driver {
  const cookies = Array.from({ length: size }, (_, who) => `Cookie: user=u${who}\r\n`)
  const cursors = new Array<string>(size).fill('')
  const cookie = (who: number) => cookies[who] ?? ''
  return {
    async arrive (who, ask, again) {
      if (!again) this.polled(who, await ask(get('/poll', cookie(who))), '')
    },
    poll: who => get(`/poll?cursor=${cursors[who]}`, cookie(who)),
    polled (who, body) {
      cursors[who] = cutOut(body, '"cursor":', ',')
    },
    direct: (who, text) => post('/send', `{"to":"u${who ^ 1}","body":"${text}"}`, cookie(who)),
    group: (who, text) => post('/send', `{"to":"all","body":"${text}"}`, cookie(who))
  }
}
