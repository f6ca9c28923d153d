// A server with people in one group, in a process of its own, so that its CPU time is its own: node bench/limits/wire/serve.ts <people>
import { pino } from 'pino'
import { openHoldline } from '#server/holdline.ts'
import { installation } from '#server/installation.ts'
import { systemClock } from '#server/system-clock.ts'
import { testConfig } from '#test/world.ts'
import { sessionValue } from '#plugins/session/session-cookie.ts'

const people = Number(process.argv[2])
const config = { ...testConfig(), sendsPerSecond: 1_000_000, sendsBurst: 10_000_000, dailyMib: 10_000 }
const holdline = await openHoldline({
  installation: installation(), database: { path: ':memory:' }, config, clock: systemClock, log: pino({ level: 'silent' })
})
const { accounts, sessions } = holdline.people
const cookies: string[] = []
const ids: string[] = []
for (let n = 0; n < people; n++) {
  const account = await accounts.add({ username: `member${n}`, password: 'correct horse', displayName: `Member ${n}` }, false)
  ids.push(account.id)
  const { token } = await sessions.signIn(await accounts.byId(account.id), { userAgent: 'bench', address: '192.0.2.1' })
  cookies.push(`holdline_session=${sessionValue(token, '')}`)
}
const { contacts, conversations } = holdline.messenger
const [owner = ''] = ids
for (let n = 1; n < people; n++) {
  const { id } = await contacts.ask(owner, `member${n}`, '')
  await contacts.accept(ids[n] ?? '', id)
}
const { conversation } = await conversations.group(owner, 'Choir', Array.from({ length: people - 1 }, (_, n) => `member${n + 1}`))
const origin = await holdline.app.listen({ host: '127.0.0.1', port: 0 })
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuUs: user + system, parked: holdline.messenger.mailboxes.parkedCount })
})
process.send?.({ origin, cookies, conversationId: conversation.id })
