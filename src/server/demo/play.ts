import type { Language, Settings } from '#domain/account/settings.ts'
import type { Character } from '#domain/site/demo.ts'
import type { SiteWish } from '#domain/site/site.ts'
import type { Holdline } from '#server/holdline.ts'
import type { Messenger } from '#server/messenger.ts'
import { momentOf } from './moments.ts'
import { says, type Playing, type Scene, type Step } from './scenes.ts'

/** Somebody of a world. */
export interface PersonOfWorld<Name extends string> extends Character {
  readonly username: Name
  readonly displayName: string
  readonly language: Language
  readonly isAdmin?: boolean
  readonly addToGroups?: Settings['addToGroups']
  /** The line that they say about themselves. */
  readonly says?: string
}

/** People and all that happened between them, told as moments before now. */
export interface World<Name extends string> {
  readonly site: Pick<SiteWish, 'name' | 'recallWindowS'>
  /** `made`: the moment everybody joined and became contacts, before the first step of any scene. */
  readonly made: string
  readonly people: ReadonlyArray<PersonOfWorld<Name>>
  readonly contacts: ReadonlyArray<readonly [Name, Name]>
  /** Requests that wait for an answer. */
  readonly requests: ReadonlyArray<readonly [when: string, from: Name, to: Name, note: string]>
  /** Browsers of theirs, each with a link for one device more, which waits for some hours. */
  readonly devices: ReadonlyArray<readonly [when: string, of: Name, userAgent: string]>
  /** Private names for contacts. */
  readonly remarks: ReadonlyArray<readonly [of: Name, contact: Name, remark: string]>
  /** Labels of contacts. */
  readonly labels: ReadonlyArray<readonly [of: Name, name: string, contacts: readonly Name[]]>
  readonly scenes: ReadonlyArray<Scene<Name>>
}

export interface PlayOptions {
  /** The moment at which the world is met. */
  readonly now: number
  /** The zone of its moments and of its people. */
  readonly timeZone: string
  /** Sets the clock that the domain reads. Times never go back from one call to the next. */
  readonly setClock: (at: number) => void
  readonly passwordOf: (username: string) => string
}

/** A message typed after the one before: some time to read, then so much for each character. */
const PAUSE_MS = 15_000
const PER_CHAR_MS = 70

/** The address of people’s own devices: one of those that are kept for examples. */
const ELSEWHERE = '192.0.2.7'

interface Turn { readonly at: number, run (): Promise<unknown> }

type Stage = Pick<Holdline, 'people' | 'messenger' | 'files'>
type IdOf<Name extends string> = (name: Name) => string

/** Plays a world through the domain of a server where nobody is yet. */
export async function playWorld<Name extends string> (
  stage: Stage, world: World<Name>, { now, timeZone, setClock, passwordOf }: PlayOptions
): Promise<void> {
  const { messenger, files: { receiving } } = stage
  const moment = (when: string): number => momentOf(when, now, timeZone)
  setClock(moment(world.made))
  const idOf = await settle(stage, world, timeZone, passwordOf)
  const playingOf = opener({ messenger, receiving }, idOf)
  const turns: Turn[] = [
    ...world.scenes.flatMap(scene => timed(scene.steps, now, timeZone).map(([at, who, act]) => ({
      at,
      run: async () => await (typeof act === 'string' ? says(act) : act)(await playingOf(scene), idOf(who))
    }))),
    ...world.devices.map(([when, of, userAgent]) => ({ at: moment(when), run: () => signIn(stage, idOf(of), userAgent) })),
    ...world.requests.map(([when, from, to, note]) => ({ at: moment(when), run: () => messenger.contacts.ask(idOf(from), to, note) }))
  ]
  for (const { at, run } of turns.sort((a, b) => a.at - b.at)) {
    setClock(at)
    await run()
  }
  for (const scene of world.scenes) await read(scene, await playingOf(scene), idOf)
}

/** Creates everybody, with who knows whom by which name; they begin with nothing new. */
async function settle<Name extends string> (
  { people: { accounts, site }, messenger }: Stage, world: World<Name>, timeZone: string, passwordOf: PlayOptions['passwordOf']
): Promise<IdOf<Name>> {
  const { contacts, conversations } = messenger
  await site.change({ ...world.site, timeZone })
  const ids = new Map<Name, string>()
  for (const { username, displayName, language, isAdmin = false, addToGroups, says } of world.people) {
    const { id } = await accounts.add({ username, displayName, password: passwordOf(username), language, timeZone }, isAdmin)
    await accounts.change(id, { about: says, ...addToGroups === undefined ? {} : { addToGroups } })
    ids.set(username, id)
  }
  const idOf = (name: Name): string => {
    const id = ids.get(name)
    if (id === undefined) throw new Error(`Nobody is called ${name}`)
    return id
  }
  for (const [asking, asked] of world.contacts) {
    const { id } = await contacts.ask(idOf(asking), asked, '')
    await contacts.accept(idOf(asked), id)
  }
  for (const [of, contact, remark] of world.remarks) await contacts.change(idOf(of), contact, { remark })
  for (const [of, name, contactsOfIt] of world.labels) await label(messenger, idOf(of), name, contactsOfIt)
  for (const id of ids.values()) await conversations.readAll(id)
  return idOf
}

async function signIn ({ people: { accounts, sessions, deviceLinks } }: Stage, userId: string, userAgent: string): Promise<void> {
  const { session, token } = await sessions.signIn(await accounts.byId(userId), { userAgent, address: ELSEWHERE })
  await deviceLinks.make({ userId, session }, token)
}

// Makes a label and gives it to contacts, besides those that they have.
async function label ({ contacts, labels }: Messenger, userId: string, name: string, usernames: readonly string[]): Promise<void> {
  const { id } = await labels.make(userId, name)
  for (const { user, labels: others } of await contacts.contactsNamed(userId, usernames)) {
    await contacts.change(userId, user.username, { labels: [...others, id] })
  }
}

/** Returns a function that opens the conversation of a scene when its first step comes. */
function opener<Name extends string> (
  { messenger, receiving }: Pick<Playing, 'receiving'> & { readonly messenger: Messenger }, idOf: IdOf<Name>
): (scene: Scene<Name>) => Promise<Playing> {
  const opened = new Map<Scene<Name>, Playing>()
  let sends = 0
  const newClientId = (): string => `demo-${String(++sends).padStart(6, '0')}`
  return async scene => {
    const before = opened.get(scene)
    if (before !== undefined) return before
    const { place } = scene
    const { conversation: { id } } = place.kind === 'group'
      ? await messenger.conversations.group(idOf(place.by), place.title, place.others)
      : await messenger.conversations.direct(idOf(place.by), place.kind === 'self' ? place.by : place.other)
    const playing = { messenger, receiving, conversationId: id, named: new Map(), newClientId }
    opened.set(scene, playing)
    return playing
  }
}

async function read<Name extends string> (
  { place, unread }: Scene<Name>, { messenger: { conversations }, conversationId }: Playing, idOf: IdOf<Name>
): Promise<void> {
  const members = place.kind === 'group' ? [place.by, ...place.others] : place.kind === 'direct' ? [place.by, place.other] : [place.by]
  for (const name of members) {
    const { lastNo } = await conversations.one(idOf(name), conversationId)
    await conversations.read(idOf(name), conversationId, lastNo - (unread?.[name] ?? 0))
  }
}

/** Returns the steps with their times, Unix ms. Throws when one comes before the one above it, or after now. */
export function timed<Name extends string> (
  steps: ReadonlyArray<Step<Name>>, now: number, timeZone: string
): ReadonlyArray<readonly [at: number, who: Name, act: Step<Name>[2]]> {
  let last = -Infinity
  return steps.map(([when, who, act]) => {
    const at = when === '' ? last + PAUSE_MS + (typeof act === 'string' ? act.length * PER_CHAR_MS : 0) : momentOf(when, now, timeZone)
    if (at < last || at > now) throw new Error(`${who} at ${JSON.stringify(when)}: out of order`)
    last = at
    return [at, who, act]
  })
}
