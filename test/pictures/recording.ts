import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRecorder } from '#domain/wire/recorder.ts'
import type { ExchangeRecord } from '#domain/wire/records.ts'
import { laneOf } from '#domain/wire/played/scenes.ts'
import type { ChildServer } from '#server/scenes/child.ts'
import { playScript } from '#server/scenes/script.ts'
import { root } from '#test/source/project.ts'
import type { Chapter } from './chapters.ts'

const LIMIT_MS = 120_000
let plays = 0

export const FOLDER = join(root, 'docs/how-delivery-works')
export const recordingOf = ({ name }: Chapter): string => join(FOLDER, 'recordings', `${name}.json`)
export const keptRecords = (chapter: Chapter): ExchangeRecord[] => JSON.parse(readFileSync(recordingOf(chapter), 'utf8')) as ExchangeRecord[]

/** Plays a chapter, with so many ms between two steps, and returns what the proxy in front of the server recorded. */
export async function record (child: ChildServer, { name, script }: Chapter, stepMs: number): Promise<ExchangeRecord[]> {
  const recorder = createRecorder({ now: Date.now, after: () => () => {} })
  recorder.watch(name)
  const beat = async (): Promise<void> => { await new Promise(resolve => { setTimeout(resolve, stepMs) }) }
  const suffix = `-play-${++plays}`
  const recorded = await playScript(script, { child, recorder, recordedAs: name, beat, signal: AbortSignal.timeout(LIMIT_MS), suffix })
  const text = JSON.stringify(recorded.map(({ exchange }) => exchange))
  // People have their plain names in the pictures.
  return JSON.parse(text.replaceAll(`${suffix}"`, '"')) as ExchangeRecord[]
}

/** Returns the exchanges of each lane in their order, without times, names of a run or numbers of the ledger. */
export function orderOf (records: readonly ExchangeRecord[]): Readonly<Record<string, readonly string[]>> {
  const lanes: Record<string, string[]> = {}
  for (const each of records) {
    // An answer of signals alone: they are told in portions, and their number depends on the speed of the machine.
    if (each.news?.status === 'events' && each.news.events.length === 0) continue
    const { way, held, end, status, sent, news } = each
    const carried = news?.events.filter(({ type }) => type === 'message').map(({ clientId, again }) => `${clientId}${again ? ' again' : ''}`)
    const line = [way, held ? 'held' : 'at once', end, status, sent?.clientId, sent?.duplicate, news?.status, carried?.join(' ')]
    ;(lanes[laneOf(each)] ??= []).push(line.filter(part => part !== undefined).join(', '))
  }
  return lanes
}
