import type { ExchangeRecord } from '#domain/wire/records.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** In units of the drawing, which are pixels at its full width. */
export const CLOCK_WIDTH = 58
const LANE_WIDTH = 86
/** Room for the notes beside the last lane. */
const MARGIN = 44
/** Peers with a lane of their own; those who are left share the last. */
const PEERS_MAX = 3

/** A column of the drawing. */
export interface Lane { readonly key: string, readonly label: string, readonly x: number }

/** The columns from left to right: one's own tabs and devices, the server's ledger and mailbox, the devices of peers. */
export interface Lanes {
  readonly own: readonly Lane[]
  readonly ledger: Lane
  readonly mailbox: Lane
  readonly peers: readonly Lane[]
  readonly width: number
}

/** Tabs with a lane of their own: those that asked last. */
const TABS_MAX = 4

const SENDS = 'sends'

/** Returns the exchanges of sends and of the tabs that asked last: pages that were closed long ago leave no empty lanes. */
export function ofNewestTabs (exchanges: readonly ExchangeRecord[], self: string): ExchangeRecord[] {
  const tabs = new Set<string>()
  for (const each of [...exchanges].reverse()) if (each.username === self && each.way !== 'send' && tabs.size < TABS_MAX) tabs.add(keyOf(each))
  return exchanges.filter(each => each.username !== self || each.way === 'send' || tabs.has(keyOf(each)))
}

const keyOf = ({ way, session, tab }: ExchangeRecord): string => way === 'send' ? SENDS : `${session} ${tab ?? ''}`

/** Puts each exchange and each peer into a column. The viewer's tabs stand at the left; `isAnother`: the viewer is not the reader. */
export function lanesOf ({ say, viewer }: OwnPage, exchanges: readonly ExchangeRecord[], isAnother: boolean): Lanes {
  const self = viewer.username
  const mine = exchanges.filter(({ username }) => username === self)
  const others = [...new Set(exchanges.flatMap(({ username, news }) => [
    username, ...news?.receipts.map(receipt => receipt.username) ?? [], ...news?.events.flatMap(({ sender }) => sender ?? []) ?? []
  ]))].filter(username => username !== self)
  let count = 0
  const lane = (key: string, label: string): Lane => ({ key, label, x: CLOCK_WIDTH + LANE_WIDTH * (count++ + 0.5) })

  const own = [lane(SENDS, say('wire.lane-sends'))]
  const tabsOf = new Map<string, number>()
  for (const each of mine) {
    const key = keyOf(each)
    if (own.some(known => known.key === key)) continue
    const tab = (tabsOf.get(each.session) ?? 0) + 1
    tabsOf.set(each.session, tab)
    const isHere = each.session === viewer.sessionId
    const n = [...tabsOf.keys()].filter(session => session !== viewer.sessionId).indexOf(each.session) + 2
    own.push(lane(key, isHere ? say('wire.lane-tab', { n: tab }) : tab === 1 ? say('wire.lane-other', { n }) : say('wire.lane-other-tab', { n, tab })))
  }
  if (own.length === 1) own.push(lane('', say('wire.lane-tab', { n: 1 })))
  const [ledger, mailbox] = [lane('ledger', say('wire.lane-ledger')), lane('mailbox', isAnother ? say('wire.lane-mailbox-of') : say('wire.lane-mailbox'))]
  const named = others.length > PEERS_MAX ? others.slice(0, PEERS_MAX - 1) : others
  const peers = named.map(username => lane(username, `@${username}`))
  if (peers.length < others.length) peers.push(lane('others', say('wire.lane-others', { n: others.length - peers.length })))
  if (peers.length === 0) peers.push(lane('others', say('wire.lane-nobody')))
  return { own, ledger, mailbox, peers, width: CLOCK_WIDTH + LANE_WIDTH * count + MARGIN }
}

/** Returns the column of a peer. */
export function peerLane ({ peers }: Lanes, username: string): Lane {
  return peers.find(({ key }) => key === username) ?? peers.at(-1) as Lane
}

/** Returns the column of an exchange. */
export function laneOf (lanes: Lanes, each: ExchangeRecord, self: string): Lane {
  return each.username === self ? lanes.own.find(({ key }) => key === keyOf(each)) as Lane : peerLane(lanes, each.username)
}
