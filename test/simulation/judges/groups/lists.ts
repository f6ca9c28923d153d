import { isDeepStrictEqual } from 'node:util'
import { DomainError } from '#domain/errors.ts'
import type { World } from '../../world.ts'
import { isMember, leads, type Talk } from '../talk.ts'
import { Violation } from '../trace.ts'

/** Words that the titles of groups begin with. */
const TITLES = ['g', 't', 'everybody']
const ALL = { limit: 200 }

/** D32: members are shown those who are members now; anybody finds the public groups, and of the others nothing. */
export async function judgeGroups (world: World, userId: string): Promise<void> {
  for (const [id, talk] of world.oracle.talks) {
    if (talk.kind !== 'group') continue
    await judgeMembers(world, userId, id, talk)
    await judgePublic(world, userId, id, talk)
  }
  for (const word of TITLES) await judgeFound(world, userId, word)
}

async function judgeMembers ({ server: { messenger }, oracle, clock }: World, userId: string, id: string, talk: Talk): Promise<void> {
  const list = await orNull(messenger?.conversations.members(userId, id, ALL))
  const shown = list?.members.map(({ user, role, nickname, mutedUntil }) => [user.id, role, nickname ?? null, mutedUntil ?? null]) ?? null
  const until = (memberId: string): number | null => {
    const mutedUntil = oracle.silences.until(id, memberId)
    return leads(talk, userId) && mutedUntil > clock.now() ? mutedUntil : null
  }
  const members = [...talk.members.keys()].filter(memberId => isMember(talk, memberId)).sort()
  const all = members.map(memberId => [memberId, talk.roles.get(memberId), talk.nicknames.get(memberId) ?? null, until(memberId)])
  const due = isMember(talk, userId) ? all : null
  if (isDeepStrictEqual(shown, due)) return
  throw new Violation('D32', `${userId} is shown the members ${JSON.stringify(shown)} of ${id}, due are ${JSON.stringify(due)}`)
}

async function judgePublic ({ server: { messenger }, oracle: { requests } }: World, userId: string, id: string, talk: Talk): Promise<void> {
  const group = await orNull(messenger?.publicGroups.one(userId, id))
  const shown = group === null ? null : [group.title, group.memberCount, group.joining, group.isMember, group.asked]
  const { title, memberCount, joining } = talk.now
  const due = isFound(talk) ? [title, memberCount, joining, isMember(talk, userId), requests.waits(id, userId)] : null
  if (!isDeepStrictEqual(shown, due)) throw new Violation('D32', `${userId} is shown the group ${JSON.stringify(shown)} ${id}, due is ${JSON.stringify(due)}`)
}

async function judgeFound ({ server: { messenger }, oracle }: World, userId: string, word: string): Promise<void> {
  const found = await messenger?.publicGroups.search(userId, word, ALL)
  const shown = found?.groups.map(({ id }) => id).sort()
  const due = [...oracle.talks].filter(([, talk]) => isFound(talk) && talk.now.title?.split(/\W/)[0] === word).map(([id]) => id).sort()
  if (!isDeepStrictEqual(shown, due)) throw new Violation('D32', `${userId} finds the groups [${shown?.join()}] by ${word}, due are [${due.join()}]`)
}

function isFound ({ now: { isPublic, memberCount } }: Talk): boolean { return isPublic && memberCount > 0 }

async function orNull<T> (answer: Promise<T> | undefined): Promise<T | null> {
  try {
    return await answer ?? null
  } catch (error) {
    if (error instanceof DomainError && error.code === 'NOT_FOUND') return null
    throw error
  }
}
