import t from 'tap'
import { changesContract } from '../../contract/changes.ts'
import { historyContract } from '../../contract/history.ts'
import { appendContract } from '../../contract/messages.ts'
import { quotesContract } from '../../contract/quotes.ts'
import { mentionsContract } from '../../contract/mentions.ts'
import { pinsContract } from '../../contract/pins.ts'
import { reactionsContract } from '../../contract/reactions.ts'
import { recentEmojiContract } from '../../contract/recent-emoji.ts'
import { starsContract } from '../../contract/stars.ts'
import { recallsContract } from '../../contract/recalls.ts'
import { idOf, openCast } from '../../contract/cast.ts'
import { open } from '../open.ts'

appendContract(t, open)
changesContract(t, open)
historyContract(t, open)
quotesContract(t, open)
mentionsContract(t, open)
pinsContract(t, open)
starsContract(t, open)
reactionsContract(t, open)
recentEmojiContract(t, open)
recallsContract(t, open)

t.test('a reaction, an edit and a recall in a group → its members are not read again', async t => {
  const cast = await openCast(t, open)
  await cast.introduce('ana', 'ben')
  const tea = await cast.group('ana', ['ben'])
  const { no } = await cast.say('ana', tea, 'Cake!')
  const members = cast.posted.at(-1)?.recipients
  const of = { userId: idOf('ana'), conversationId: tea, no }
  await cast.reactions.react({ ...of, emoji: '👍', on: true, kindsMax: 9 }, cast.tick())
  await cast.messages.edit({ ...of, body: 'Cakes!', notBefore: 0 }, cast.tick())
  await cast.messages.recall({ ...of, notBefore: 0 }, cast.tick())
  for (const { event: { type }, recipients } of cast.posted.slice(-3)) t.equal(recipients, members, `${type}: the same list in memory`)
})
