import { hears, sends } from '#domain/wire/played/scenes.ts'
import type { Script } from '#server/scenes/script.ts'

/** Days that two members stay away: four weeks, which every server keeps its ledger and its sessions for. */
const AWAY_DAYS = 28

/** A stranger knocks: nothing is stored and nobody is told, until the gate is open. */
export const stranger: Script = {
  name: 'stranger',
  people: ['ana', 'eve'],
  expected: [sends('eve', 1), hears('ana', [1]), sends('eve', 2, { stored: 'refused' }), sends('eve', 2), hears('ana', [2], { held: false })],
  async play (actors) {
    const [ana, eve] = [actors('ana'), actors('eve')]
    await ana.opens()
    await ana.waits()
    await eve.says(1)
    await ana.hears()
    await ana.shuts(eve)
    await ana.hears()
    await eve.says(2)
    await ana.hears()
    await ana.lets(eve)
    await eve.says(2)
    await ana.hears()
  }
}

/** Two of five are away for a month, and go on where they were. */
export const monthAway: Script = {
  name: 'month-away',
  people: ['ana', 'ben', 'cho', 'xiaoyu', 'siyuan'],
  expected: [
    sends('ana', 1), hears('ben', [1]), hears('cho', [1]), hears('xiaoyu', [1]), hears('siyuan', [1]), sends('ben', 2),
    sends('cho', 3), hears('ana', [1, 2, 3], { held: false }), hears('ben', [2, 3], { held: false }), hears('cho', [2, 3], { held: false }),
    hears('xiaoyu', [2, 3], { held: false }), hears('siyuan', [2, 3], { held: false })
  ],
  async play (actors, { days }) {
    const [ana, ben, cho, xiaoyu, siyuan] = [actors('ana'), actors('ben'), actors('cho'), actors('xiaoyu'), actors('siyuan')]
    const others = [ben, cho, xiaoyu, siyuan]
    for (const each of [ana, ...others]) await each.opens()
    for (const each of others) await each.waits()
    await ana.says(1)
    for (const each of others) await each.hears()
    await days(AWAY_DAYS / 2)
    await ben.says(2)
    await days(AWAY_DAYS / 2)
    await cho.says(3)
    for (const each of [ana, ...others]) await each.hears()
  }
}
