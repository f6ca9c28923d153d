import type { Browser } from './client/browser.ts'
import { WEATHERS, type WeatherName } from './network/weather.ts'
import { linkOf, wish, type Wish } from './wishes.ts'
import type { World } from './world.ts'

const TABS_MAX = 3
/** Slices of deletions done at once; a whole one takes some twenty. */
const SLICES_MAX = 12

/** The possible steps and their weights. Each finds its own subject; without one, nothing happens. */
const WEIGHTS = {
  say: 40,
  edit: 5,
  recall: 5,
  read: 6,
  unread: 1,
  'recall-some': 0.7,
  forward: 2,
  show: 4,
  'delete-file': 1,
  react: 3,
  pin: 3,
  star: 2,
  typing: 3,
  retry: 2,
  repeat: 2,
  ask: 3,
  accept: 4,
  reject: 1,
  withdraw: 1,
  remove: 1,
  block: 2,
  unblock: 1,
  direct: 2,
  group: 2,
  leave: 2,
  add: 4,
  expel: 2,
  role: 3,
  transfer: 2,
  dissolve: 0.6,
  change: 3,
  link: 2,
  join: 3,
  admit: 1,
  'turn-away': 0.3,
  enter: 1.5,
  'take-back': 0.5,
  silence: 2,
  nickname: 1.5,
  draft: 1,
  forget: 0.7,
  'sign-in': 0.7,
  'sign-out': 0.4,
  'delete-account': 0.3,
  'come-back': 1,
  'delete-accounts': 1.5,
  choose: 6,
  'read-all': 1,
  'let-add': 1,
  come: 2,
  decline: 0.5,
  rename: 1,
  'let-ask': 0.3,
  introduce: 1,
  label: 1,
  tag: 1,
  unlabel: 0.5,
  weather: 6,
  open: 2,
  close: 2,
  reload: 2,
  freeze: 2,
  thaw: 3,
  wake: 2,
  look: 2,
  kill: 1.5,
  stop: 1,
  full: 1,
  trim: 1
}

type Step = keyof typeof WEIGHTS

/** Weights of the steps of a world in which nothing else happens. */
export type Directed = Readonly<Partial<Record<Step, number>>>

/** Chooses one step at random and runs it. */
export function step (world: World): void {
  const name = world.random.weighted(world.directed ?? WEIGHTS)
  const { deletions } = world.oracle
  const browser = world.random.pick(world.browsers.filter(({ person }) => deletions.isAway(person.userId) === (name === 'come-back') && !deletions.isGone(person.userId)))
  if (name === 'delete-accounts') return world.server.deleteAccounts(world.formerMessages, world.random.whole(1, SLICES_MAX))
  if (browser === null) return
  switch (name) {
    case 'come-back': return act(world, browser, 'sign-in')
    case 'kill': return kill(world)
    case 'stop': return world.restart(false)
    case 'full': return fill(world)
    case 'trim': return trim(world)
    case 'weather': return turn(world, browser)
    case 'open':
    case 'close':
    case 'reload':
    case 'freeze':
    case 'thaw':
    case 'wake':
    case 'look': return handle(world, browser, name)
    case 'say': return say(world, browser)
    case 'retry': return retry(world, browser)
    case 'repeat': return repeat(world, browser)
    case 'edit':
    case 'recall': return change(world, browser, name)
    default: return act(world, browser, name)
  }
}

function kill (world: World): void {
  const { clock, random } = world
  // At any moment, also in the middle of what users do.
  clock.after(random.whole(0, 60), () => world.restart(true))
}

function fill (world: World): void {
  if (world.isFull || !world.server.isUp) return
  world.setRoom(false)
  world.clock.after(world.random.whole(500, 20_000), () => { if (world.isFull) world.setRoom(true) })
}

function trim ({ server, clock, random }: World): void {
  // A process that dies during the trim trims nothing.
  server.messenger?.store.ledger.trim(clock.now() - random.whole(1_000, 300_000)).catch(() => {})
  server.hasWorked = true
}

function turn ({ random, note }: World, browser: Browser): void {
  browser.weather = random.pick(Object.keys(WEATHERS) as WeatherName[]) ?? 'clear'
  note(`${browser.sessionId} ${browser.weather}`)
}

function handle (world: World, browser: Browser, what: 'open' | 'close' | 'reload' | 'freeze' | 'thaw' | 'wake' | 'look'): void {
  const { random } = world
  const tab = random.pick(browser.tabs)
  world.note(`${browser.sessionId} ${what}`)
  if (what === 'open' && browser.tabs.length < TABS_MAX) browser.openTab()
  if (tab === null) return
  if (what === 'close') browser.closeTab(tab)
  else if (what === 'reload' && !tab.isFrozen) tab.load()
  else if (what === 'freeze') tab.freeze()
  else if (what === 'thaw' && tab.isFrozen) tab.thaw()
  else if (what === 'wake' && !tab.isFrozen) tab.wake(random.chance(0.5))
  else if (what === 'look') tab.setActive(random.chance(0.5))
}

function say (world: World, browser: Browser): void {
  const { random, oracle, setting } = world
  const { userId, username } = browser.person
  const tab = random.pick(browser.tabs.filter(tab => tab.isOpen && !tab.isFrozen))
  const conversationId = random.pick([...tab?.newest.keys() ?? []])
  if (tab?.outbox == null || conversationId === null) return
  for (let i = random.chance(0.7) ? 1 : random.whole(2, 6); i > 0; i--) {
    const words = setting.newId(`${username}-says`) + mention(world)
    oracle.words.willSay(words, { userId, conversationId })
    const newestNo = tab.newest.get(conversationId) ?? null
    const replyTo = random.chance(0.3) ? random.whole(1, newestNo ?? 1) : null
    const { clientId } = tab.outbox.send(conversationId, words, random.chance(0.5) ? newestNo : null, replyTo)
    world.note(`${username} says ${clientId} in ${conversationId}`)
  }
}

function mention ({ random, people }: World): string {
  if (random.chance(0.8)) return ''
  return ` @${random.chance(0.3) ? 'all' : random.pick(people)?.username ?? 'nobody'}`
}

function retry ({ random, note }: World, browser: Browser): void {
  const tab = random.pick(browser.tabs.filter(tab => tab.isOpen && !tab.isFrozen))
  const refused = random.pick(tab?.outbox?.entries().filter(entry => entry.state === 'bounced' || entry.state === 'failed') ?? [])
  if (tab?.outbox == null || refused === null) return
  note(`${browser.person.username} takes up ${refused.clientId}`)
  if (random.chance(0.6)) tab.outbox.retry(refused.clientId)
  else tab.outbox.discard(refused.clientId)
}

/** A network node repeats a send from long ago. */
function repeat ({ random, setting, oracle, note }: World, browser: Browser): void {
  const { userId } = browser.person
  const letter = random.pick([...browser.letters.values()])
  const said = letter === null ? undefined : oracle.sent(userId, letter.clientId)
  if (letter === null || said === undefined) return
  const [words] = said.words.values()
  if (words === undefined) return
  note(`${letter.clientId} comes again`)
  const url = `api/conversations/${letter.conversationId}/messages`
  const body = JSON.stringify({ clientId: letter.clientId, body: words, ...(said.replyToNo !== null && { replyTo: said.replyToNo }) })
  setting.network.request(WEATHERS.clear, { userId, sessionId: browser.sessionId }, { method: 'POST', url, body, timeoutMs: 20_000 }, () => {})
}

function change (world: World, browser: Browser, what: 'edit' | 'recall'): void {
  const { random, oracle, setting, note } = world
  const { userId, username } = browser.person
  const recent = oracle.homes(userId).flatMap(id => oracle.talks.get(id)?.said.slice(-4) ?? [])
  // Admins recall those of others as well.
  const isAny = what === 'recall' && random.chance(0.2)
  const said = random.pick(recent.filter(said => said.isText && (isAny || said.senderId === userId)))
  const tab = random.pick(browser.tabs)
  if (said === null || tab === null) return
  const { conversationId, no } = said
  const mentions = random.chance(0.5) ? 'text' : undefined
  const body = setting.newId(`${username}-means`) + mention(world)
  if (what === 'recall') oracle.words.willRecall(userId, conversationId, no)
  else oracle.words.willSay(body, { userId, conversationId, keepsMentions: mentions === undefined })
  note(`${username} ${what} ${conversationId} ${no}`)
  tab.act(what === 'edit' ? { do: what, conversationId, no, body, mentions } : { do: what, conversationId, no })
}

function act (world: World, browser: Browser, what: Wish): void {
  const tab = world.random.pick(browser.tabs)
  const wanted = tab === null ? null : wish(world, browser.person, what)
  if (tab === null || wanted === null) return
  world.note(`${browser.person.username} ${JSON.stringify(wanted)}`)
  tab.act(wanted, ({ status, body }) => {
    // A proxy's page is no link.
    if (wanted.do === 'link' && status === 200 && body.startsWith('{')) world.links.push(linkOf(wanted.conversationId, body))
  })
}
