import type { Language } from '#domain/account/settings.ts'
import { COMPANY } from '#server/demo/world/people.ts'
import { ANSWERS, TALKS } from './lines.ts'
import { createMember, type Heard, type Member, type Seen } from './member.ts'

/** Between two lines of a talk, ms: it is seen to live, and disturbs nobody. */
const LINE_MS = { least: 18_000, most: 40_000 }
/** From a message to its being read, and from there to the answer, ms. */
const READ_MS = { least: 800, most: 2_000 }
const ANSWER_MS = { least: 2_000, most: 5_000 }
/** Between two looks whether somebody looks, ms. */
const LOOK_MS = 1_000
/** Answers in one conversation within a minute: a visitor who tries the limits of sending is not answered line by line. */
const ANSWERS_PER_MINUTE = 6
const MINUTE_MS = 60_000
/** Of messages to a group; others are only read. */
const GROUP_SHARE = 0.4

export interface CompanyOptions {
  readonly address: string
  passwordOf (username: string): string
  now? (): number
  random? (): number
  after? (ms: number, run: () => void): () => void
  /** Is told of what nobody expected. */
  onFault (error: unknown): void
}

/** The people of a demo's world who talk by themselves, while a visitor looks. */
export interface Company {
  begin (): void
  end (): void
}

/**
 * Gathers people who talk by the API like any client: they poll, so that they receive and acknowledge, read, type, answer a visitor within
 * bounds, and go on with their own talks only while a visitor's page is in use. They leave visitors' own sessions alone.
 */
export function gatherCompany (options: CompanyOptions): Company {
  const { address, passwordOf, onFault, now = Date.now, random = Math.random, after = afterOf } = options
  const members = new Map<string, Member>()
  const present = new Set<string>()
  const answeredAt = new Map<string, number[]>()
  const answering = new Set<string>()
  const waiting = new Set<() => void>()
  let said = 0
  let isOver = false

  function pause (ms: number): Promise<boolean> {
    if (isOver) return Promise.resolve(false)
    return new Promise(resolve => {
      const done = (): void => { waiting.delete(finish); resolve(!isOver) }
      const stop = after(ms, done)
      function finish (): void { stop(); done() }
      waiting.add(finish)
    })
  }

  const between = ({ least, most }: typeof LINE_MS): number => least + random() * (most - least)
  const isWatched = (): boolean => present.size > 0 || [...members.values()].some(({ wasPlayed }) => wasPlayed)

  function sees (seen: readonly Seen[]): void {
    for (const { username, state } of seen) {
      if (members.has(username)) continue
      if (state === 'online') present.add(username)
      else present.delete(username)
    }
  }

  function hears (member: Member, heard: Heard): void {
    if (heard.message.sender.username === member.username) return
    answer(member, heard).catch(onFault)
  }

  async function answer (member: Member, { conversationId, message }: Heard): Promise<void> {
    if (await members.get(message.sender.username)?.isPlayed() === false || await member.isPlayed()) return
    if (!await pause(between(READ_MS))) return
    await member.read(conversationId, message.no)
    if (answering.has(conversationId) || !mayAnswer(conversationId)) return
    answering.add(conversationId)
    try {
      const kind = (await member.conversations()).find(({ id }) => id === conversationId)?.kind
      if (kind !== 'direct' && random() >= GROUP_SHARE) return
      await member.type(conversationId)
      if (await pause(between(ANSWER_MS))) await member.say(conversationId, lineFor(message.body, said++))
    } finally {
      answering.delete(conversationId)
    }
  }

  function mayAnswer (conversationId: string): boolean {
    const recent = (answeredAt.get(conversationId) ?? []).filter(at => at > now() - MINUTE_MS)
    if (recent.length >= ANSWERS_PER_MINUTE) return false
    answeredAt.set(conversationId, [...recent, now()])
    return true
  }

  async function talk ({ group, lines }: (typeof TALKS)[number]): Promise<void> {
    for (const [name, line] of lines) {
      const member = members.get(name)
      if (member === undefined || !await pause(between(LINE_MS))) return
      while (!isWatched()) if (!await pause(LOOK_MS)) return
      const id = (await member.conversations()).find(({ title }) => title === group)?.id
      if (id === undefined || await member.isPlayed()) continue
      await member.type(id)
      if (await pause(between(ANSWER_MS))) await member.say(id, line)
    }
  }

  return {
    begin () {
      for (const username of COMPANY) {
        const member = createMember({ address, username, password: passwordOf(username), hears, sees, pause })
        members.set(username, member)
        member.follow().catch(onFault)
      }
      for (const one of TALKS) talk(one).catch(onFault)
    },

    end () {
      isOver = true
      for (const finish of [...waiting]) finish()
      for (const member of members.values()) member.close()
    }
  }
}

/** Returns an answer in the language of a text. `turn`: the number of answers before it, so that the lines take turns. */
export function lineFor (text: string, turn: number): string {
  const language: Language = /\p{Script=Han}/u.test(text) ? 'zh' : 'en'
  const lines = ANSWERS.find(({ to }) => to.test(text))?.lines[language] ?? []
  return lines[turn % lines.length] ?? '👍'
}

function afterOf (ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
