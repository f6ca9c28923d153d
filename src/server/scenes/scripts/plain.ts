import { follows, hears, learns, sends } from '#domain/wire/played/scenes.ts'
import type { Script } from '#server/scenes/script.ts'

/** The six steps of a delivery, from the send to the receipt. */
export const firstMessage: Script = {
  name: 'first-message',
  people: ['ana', 'ben'],
  receipts: true,
  expected: [sends('ana', 1), hears('ben', [1]), hears('ana', [1], { held: false }), learns('ana', 1)],
  async play (actors) {
    const [ana, ben] = [actors('ana'), actors('ben')]
    await ana.opens()
    await ben.opens()
    await ben.waits()
    await ana.says(1, 'Are you coming on Thursday?')
    await ben.hears()
    await ana.hears()
    await ana.waitsForReceipt()
    await ben.waits()
    await ana.hears()
  }
}

/** A message while nobody asks: it waits in the mailbox. */
export const gap: Script = {
  name: 'gap',
  people: ['ana', 'ben'],
  expected: [sends('ana', 1), hears('ben', [1]), sends('ana', 2), hears('ben', [2], { held: false })],
  async play (actors) {
    const [ana, ben] = [actors('ana'), actors('ben')]
    await ben.opens()
    await ben.waits()
    await ana.says(1)
    await ben.hears()
    await ana.says(2, 'And bring the scores!')
    await ben.hears()
    await ben.waits()
  }
}

/** Two tabs of one browser: each has its own cursor, so each is told. */
export const twoTabs: Script = {
  name: 'two-tabs',
  people: ['ana', 'ben'],
  expected: [sends('ana', 1), hears('ben', [1]), hears('ben-2', [1]), sends('ana', 2), hears('ben', [2]), hears('ben-2', [2], { held: false })],
  async play (actors, { tab }) {
    const [ana, ben] = [actors('ana'), actors('ben')]
    const other = tab('ben-2', ben)
    await ben.opens()
    await other.opens()
    await ben.waits()
    await other.waits()
    await ana.says(1)
    await ben.hears()
    await other.hears()
    await ben.waits()
    await ana.says(2)
    await ben.hears()
    await other.hears()
  }
}

/** A new device begins at the snapshot's cursor; reading on it clears the other. */
export const newDevice: Script = {
  name: 'new-device',
  people: ['ana', 'ben'],
  expected: [
    sends('ana', 1), hears('ben', [1]), sends('ana', 2), hears('ben-phone', [2]), hears('ben', [2], { held: false }), follows('ben', 'read')
  ],
  async play (actors, { device }) {
    const [ana, ben] = [actors('ana'), actors('ben')]
    await ben.opens()
    await ben.waits()
    await ana.says(1)
    await ben.hears()
    const phone = await device('ben-phone', ben)
    await phone.opens()
    await phone.waits()
    await ana.says(2)
    await phone.hears()
    await ben.hears()
    await phone.reads()
    await ben.hears()
  }
}

/** No script: the server holds the next page instead of the next poll. */
export const noScript: Script = {
  name: 'no-script',
  people: ['ana', 'ben'],
  plain: ['ben'],
  expected: [sends('ana', 1), hears('ben', [1]), sends('ana', 2), sends('ana', 3), hears('ben', [2, 3], { held: false }), sends('ben', 4)],
  async play (actors) {
    const [ana, ben] = [actors('ana'), actors('ben')]
    await ben.opens()
    await ben.waits()
    await ana.says(1)
    await ben.hears()
    await ana.says(2)
    await ana.says(3)
    await ben.hears()
    await ben.says(4)
  }
}
