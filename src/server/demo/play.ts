import { randomBytes } from 'node:crypto'
import type { Language } from '#domain/account/settings.ts'
import type { Character } from '#domain/site/cast.ts'
import type { Holdline } from '#server/holdline.ts'
import { momentOf } from './moments.ts'
import { says, type Playing, type Scene, type Step } from './scenes.ts'

/** Somebody of a world. */
export interface PersonOfWorld<Name extends string> extends Character {
  readonly username: Name
  readonly displayName: string
  readonly language: Language
  readonly isAdmin?: boolean
}

/** People and all that happened between them, told as moments before now. */
export interface World<Name extends string> {
  readonly siteName: string
  /** `made`: the moment everybody joined and became contacts, before the first step of any scene. */
  readonly made: string
  readonly people: ReadonlyArray<PersonOfWorld<Name>>
  readonly contacts: ReadonlyArray<readonly [Name, Name]>
  /** Requests that wait for an answer. */
  readonly requests: ReadonlyArray<readonly [when: string, from: Name, to: Name, note: string]>
  /** Private names for contacts. */
  readonly remarks: ReadonlyArray<readonly [of: Name, contact: Name, remark: string]>
  readonly scenes: ReadonlyArray<Scene<Name>>
}

export interface PlayOptions {
  /** The moment at which the world is met. */
  readonly now: number
  /** The zone of its moments and of its people. */
  readonly timeZone: string
  /** Sets the clock that the domain reads. Times never go back from one call to the next. */
  readonly setClock: (at: number) => void
}

/** A message typed after the one before: some time to read, then so much for each character. */
const PAUSE_MS = 15_000
const PER_CHAR_MS = 70

interface Turn { readonly at: number, run (): Promise<unknown> }

/** Plays a world through the domain of a server where nobody is yet. */
export async function playWorld<Name extends string> (
  { people: { accounts, site }, messenger }: Pick<Holdline, 'people' | 'messenger'>, world: World<Name>, { now, timeZone, setClock }: PlayOptions
): Promise<void> {
  const { contacts, conversations } = messenger
  const ids = new Map<Name, string>()
  const idOf = (name: Name): string => ids.get(name) ?? ''
  let sends = 0
  const newClientId = (): string => `demo-${String(++sends).padStart(6, '0')}`

  const made = momentOf(world.made, now, timeZone)
  setClock(made)
  await site.change({ name: world.siteName, timeZone })
  for (const { username, displayName, language, isAdmin = false } of world.people) {
    const password = randomBytes(18).toString('base64url')
    ids.set(username, (await accounts.add({ username, displayName, password, language, timeZone }, isAdmin)).id)
  }
  for (const [asking, asked] of world.contacts) {
    const { id } = await contacts.ask(idOf(asking), asked, '')
    await contacts.accept(idOf(asked), id)
  }
  for (const [of, contact, remark] of world.remarks) await contacts.remark(idOf(of), contact, remark)
  for (const id of ids.values()) await conversations.readAll(id)

  const places = new Map<Scene<Name>, Promise<Playing>>()
  async function open ({ place }: Scene<Name>): Promise<Playing> {
    const { conversation: { id: conversationId } } = place.kind === 'group'
      ? await conversations.group(idOf(place.by), place.title, place.others)
      : await conversations.direct(idOf(place.by), place.kind === 'self' ? place.by : place.other)
    return { messenger, conversationId, named: new Map(), newClientId }
  }
  function playingOf (scene: Scene<Name>): Promise<Playing> {
    const playing = places.get(scene) ?? open(scene)
    places.set(scene, playing)
    return playing
  }

  const turns: Turn[] = world.scenes.flatMap(scene => timed(scene.steps, now, timeZone).map(([at, who, act]) => ({
    at,
    run: async () => await (typeof act === 'string' ? says(act) : act)(await playingOf(scene), idOf(who))
  })))
  for (const [when, from, to, note] of world.requests) {
    turns.push({ at: momentOf(when, now, timeZone), run: () => contacts.ask(idOf(from), to, note) })
  }
  for (const { at, run } of turns.sort((a, b) => a.at - b.at)) {
    setClock(at)
    await run()
  }

  for (const scene of world.scenes) {
    const { conversationId } = await playingOf(scene)
    for (const name of membersOf(scene)) {
      const { lastNo } = await conversations.one(idOf(name), conversationId)
      await conversations.read(idOf(name), conversationId, lastNo - (scene.unread?.[name] ?? 0))
    }
  }
}

function membersOf<Name extends string> ({ place }: Scene<Name>): readonly Name[] {
  return place.kind === 'group' ? [place.by, ...place.others] : place.kind === 'direct' ? [place.by, place.other] : [place.by]
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
