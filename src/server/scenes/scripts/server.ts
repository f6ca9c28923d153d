import { breaks, drains, hears, sends } from '#domain/wire/played/scenes.ts'
import type { Script } from '#server/scenes/script.ts'

/** The server is restarted while a poll waits: it is answered, and its cursor holds. */
export const restart: Script = {
  name: 'restart',
  people: ['ana', 'ben'],
  expected: [sends('ana', 1), hears('ben', [1]), drains('ben'), sends('ana', 2), hears('ben', [2], { held: false }), sends('ana', 3), hears('ben', [3])],
  async play (actors, { restarts }) {
    const [ana, ben] = [actors('ana'), actors('ben')]
    await ben.opens()
    await ben.waits()
    await ana.says(1)
    await ben.hears()
    await ben.waits()
    await restarts('stop')
    await ben.hears()
    await ana.says(2)
    await ben.hears()
    await ben.waits()
    await ana.says(3)
    await ben.hears()
  }
}

/** The server dies at once: what it had answered 201 is on the disk. */
export const crash: Script = {
  name: 'crash',
  people: ['ana', 'ben'],
  expected: [sends('ana', 1), sends('ana', 2), breaks('ben-2'), hears('ben', [1, 2], { held: false }), sends('ana', 2, { stored: 'again' })],
  async play (actors, { restarts, tab }) {
    const [ana, ben] = [actors('ana'), actors('ben')]
    await ben.opens()
    await ana.says(1)
    await ana.says(2)
    const asleep = tab('ben-2', ben)
    await asleep.opens()
    await asleep.waits()
    await restarts('kill')
    await asleep.hears()
    await ben.hears()
    await ana.says(2)
  }
}
