import { breaks, hears, sends } from '#domain/wire/played/scenes.ts'
import type { Script } from '#server/scenes/script.ts'

/** The network ends a poll that waits. */
export const cutHold: Script = {
  name: 'cut-hold',
  people: ['ana', 'ben'],
  expected: [breaks('ben'), sends('ana', 1), hears('ben', [1], { held: false }), sends('ana', 2), hears('ben', [2])],
  async play (actors) {
    const [ana, ben] = [actors('ana'), actors('ben')]
    await ben.opens()
    await ben.waits()
    await ben.isCut()
    await ben.hears()
    await ana.says(1)
    await ben.hears()
    await ben.waits()
    await ana.says(2)
    await ben.hears()
  }
}

/** An answer with a message is lost: the cursor has not moved, so the message comes again, and is shown once. */
export const lostAnswer: Script = {
  name: 'lost-answer',
  people: ['ana', 'ben'],
  expected: [sends('ana', 1), hears('ben', [1], { arrives: false }), sends('ana', 2), hears('ben', [1, 2], { held: false })],
  async play (actors) {
    const [ana, ben] = [actors('ana'), actors('ben')]
    await ben.opens()
    await ben.meets('lost', 'poll')
    await ben.waits()
    await ana.says(1)
    await ben.hears()
    await ana.says(2)
    await ben.hears()
    await ben.waits()
  }
}

/** The answer to a send is lost: the same send again is told apart by its clientId. */
export const lostSend: Script = {
  name: 'lost-send',
  people: ['ana', 'ben'],
  expected: [sends('ana', 1, { isAnswered: false }), hears('ben', [1]), sends('ana', 1, { stored: 'again' }), sends('ana', 2), hears('ben', [2])],
  async play (actors) {
    const [ana, ben] = [actors('ana'), actors('ben')]
    await ben.opens()
    await ben.waits()
    await ana.meets('lost', 'send')
    await ana.says(1)
    await ben.hears()
    await ben.waits()
    await ana.says(1)
    await ana.says(2)
    await ben.hears()
  }
}

/** Ben is in a tunnel: what was written there is sent at its end. */
export const offline: Script = {
  name: 'offline',
  people: ['ana', 'ben'],
  expected: [
    breaks('ben'), breaks('ben'), sends('ben', 1, { stored: 'refused', isAnswered: false }), sends('ana', 2), sends('ana', 3),
    hears('ben', [2, 3], { held: false }), sends('ben', 1), hears('ben', [1], { held: false })
  ],
  async play (actors) {
    const [ana, ben] = [actors('ana'), actors('ben')]
    await ben.opens()
    await ben.waits()
    await ben.isCut()
    await ben.hears()
    await ben.meets('refused', 'poll')
    await ben.hears()
    await ben.meets('refused', 'send')
    await ben.says(1)
    await ana.says(2)
    await ana.says(3)
    await ben.hears()
    await ben.says(1)
    await ben.hears()
  }
}

/** An old proxy speaks HTTP/1.0 and passes on whole answers alone: a poll's answer is whole. */
export const buffering: Script = {
  name: 'buffering',
  people: ['ana', 'ben'],
  expected: [sends('ana', 1), hears('ben', [1]), sends('ben', 2), sends('ana', 3), hears('ben', [2, 3], { held: false })],
  async play (actors) {
    const [ana, ben] = [actors('ana'), actors('ben')]
    await ben.isBuffered()
    await ben.opens()
    await ben.waits()
    await ana.says(1)
    await ben.hears()
    await ben.says(2)
    await ana.says(3)
    await ben.hears()
    await ben.waits()
  }
}
