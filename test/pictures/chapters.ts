import { SCRIPTS } from '#server/scenes/scripts/index.ts'
import type { Script } from '#server/scenes/script.ts'

/** A picture of docs/how-delivery-works.md: a play, and the person whose requests stand at the left. */
export interface Chapter {
  readonly name: string
  readonly script: Script
  readonly self: 'ana' | 'ben'
}

/** The way that nobody wants: Ben's page asks again and again, and is never held. */
const asking: Script = {
  ...SCRIPTS.gap,
  async play (actors) {
    const [ana, ben] = [actors('ana'), actors('ben')]
    await ben.opens()
    for (let time = 0; time < 4; time++) await ben.hears()
    await ana.says(1)
    await ben.hears()
    await ben.hears()
  }
}

/** One request waits, is answered by the message, and is sent again at once. */
const held: Script = {
  ...SCRIPTS.gap,
  async play (actors) {
    const [ana, ben] = [actors('ana'), actors('ben')]
    await ben.opens()
    await ben.waits()
    await ana.says(1)
    await ben.hears()
    await ben.waits()
    await ana.says(2)
    await ben.hears()
    await ben.waits()
  }
}

/** In the order of the text. */
export const CHAPTERS: readonly Chapter[] = [
  { name: '01-asking', script: asking, self: 'ben' },
  { name: '02-held', script: held, self: 'ben' },
  { name: '03-gap', script: SCRIPTS.gap, self: 'ben' },
  { name: '04-six-steps', script: SCRIPTS['first-message'], self: 'ana' },
  { name: '05-lost-answer', script: SCRIPTS['lost-answer'], self: 'ben' },
  { name: '06-lost-send', script: SCRIPTS['lost-send'], self: 'ana' },
  { name: '07-cut-hold', script: SCRIPTS['cut-hold'], self: 'ben' },
  { name: '08-two-tabs', script: SCRIPTS['two-tabs'], self: 'ben' },
  { name: '09-restart', script: SCRIPTS.restart, self: 'ben' },
  { name: '10-crash', script: SCRIPTS.crash, self: 'ben' }
]
