/** Requests that share a pace: guesses at one account from one network, or from one known browser; sign-ups of one network. */
export interface LaneRules {
  readonly key: string
  /** True for a browser that is or was signed in to the account; it goes ahead of strangers. */
  readonly isKnown: boolean
  /** The account; for sign-ups, the network. */
  readonly subject: string
  /** Group that shares a load: a network, or the known browsers of one account. */
  readonly network: string
  /** Returns the earliest time for its next request; 0 for any time. */
  readonly readyAt: () => number
  /** Counts a request that starts. */
  readonly started: () => void
}

export interface Waiting {
  /** Order of arrival: later requests have higher numbers. */
  readonly no: number
  /** True for a browser with a cookie that has not failed yet. */
  readonly isFresh: boolean
  readonly start: () => void
  readonly refuse: (error: Error) => void
}

/** Requests that share a pace, in order of arrival; never empty. */
export interface Lane { readonly rules: LaneRules, readonly waiting: Waiting[] }

/** Interval, in turns, at which strangers go before known browsers, so that many marks do not keep newcomers out. */
const STRANGERS_EVERY = 4
/** Interval, in turns, at which a network is drawn by lot whatever its load, so that none starves. */
const LOT_EVERY = 8
/** Largest round, in requests: less than a second of hashing. */
const ROUND_MAX = 64
/**
 * Size of a round where more than ROUND_MAX wait. Guessers that wait for their answers are this many from then on, so that one more
 * request fits into their next round.
 */
const ROUND_OF_CROWD = 16

/**
 * The turns of one network: requests numbered above `after` and up to `upTo` have theirs now, in their order. The next round is of those
 * that came meanwhile; older ones have turns when there are none.
 */
interface Round { after: number, upTo: number }

/** Rounds by network, of those networks of which some wait. */
export type Rounds = Map<string, Round>

export interface Choosing {
  readonly now: number
  /** Counts turns. */
  readonly turn: number
  readonly rounds: Rounds
  /** Returns the number of requests of a network that wait or failed lately; the lowest goes first. */
  readonly load: (network: string) => number
  /** Between 0 and 1. */
  readonly random: () => number
}

/** A lane, and its request whose turn it would be. */
export interface Chosen { readonly lane: Lane, readonly one: Waiting }

interface Claim extends Chosen { readonly load: number }

/** Returns the next request to hash; null when none may start now. */
export function nextTurn (lanes: Iterable<Lane>, { now, turn, rounds, load, random }: Choosing): Chosen | null {
  const known: Claim[] = []
  const unpaced: Claim[] = []
  const paced = new Map<string, Claim[]>()
  for (const lane of lanes) {
    const { isKnown, subject, network, readyAt } = lane.rules
    const from = readyAt()
    if (from > now) continue
    const claim = { lane, one: preferred(lane), load: load(network) }
    if (isKnown) known.push(claim)
    else if (from === 0) unpaced.push(claim)
    else {
      const claims = paced.get(subject)
      if (claims === undefined) paced.set(subject, [claim])
      else claims.push(claim)
    }
  }
  const strangers = [...unpaced, ...[...paced.values()].map(claims => pacedTurn(claims, random))]

  if (known.length > 0 && (strangers.length === 0 || turn % STRANGERS_EVERY !== 0)) {
    const subject = drawn([...new Set(known.map(({ lane }) => lane.rules.subject))], random)
    return drawn(known.filter(({ lane }) => lane.rules.subject === subject), random)
  }
  const best = first(turn % LOT_EVERY === LOT_EVERY - 1 && unpaced.length > 0 ? ofOneNetwork() : strangers, byMerit)
  if (best === null) return null
  const { network } = best.lane.rules
  return ofRound(strangers.filter(claim => claim.lane.rules.network === network && claim.one.isFresh === best.one.isFresh))

  function ofOneNetwork (): Claim[] {
    const network = drawn([...new Set(unpaced.map(({ lane }) => lane.rules.network))], random)
    return unpaced.filter(({ lane }) => lane.rules.network === network)
  }

  function ofRound (claims: readonly Claim[]): Claim | null {
    const round = rounds.get(network) ?? { after: 0, upTo: 0 }
    rounds.set(network, round)
    const inRound = first(claims.filter(({ one }) => one.no > round.after && one.no <= round.upTo), byAge)
    if (inRound !== null) return inRound
    const later = claims.filter(({ one }) => one.no > round.upTo).sort(byAge)
    if (later.length === 0) return first(claims, byMerit)
    const begun = later.length > ROUND_MAX ? later.slice(-ROUND_OF_CROWD) : later
    round.after = (begun[0]?.one.no ?? 0) - 1
    round.upTo = begun.at(-1)?.one.no ?? 0
    return begun[0] ?? null
  }
}

/**
 * Returns the claim that takes one of the few turns of an account that is guessed at. Half of them go to the best claim, a quarter to the
 * one that waited longest and a quarter by lot, because guessers who hang up early always have the latest request.
 */
function pacedTurn (claims: readonly Claim[], random: () => number): Claim {
  const way = claims.length > 1 ? random() : 1
  const picked = way < 0.25 ? first(claims, byAge) : way < 0.5 ? drawn(claims, random) : first(claims, byMerit)
  return picked ?? claims[0] as Claim
}

function byMerit (a: Claim, b: Claim): number {
  return a.load - b.load || Number(b.one.isFresh) - Number(a.one.isFresh) || b.one.no - a.one.no
}

function byAge (a: Claim, b: Claim): number {
  return a.one.no - b.one.no
}

function first (claims: readonly Claim[], order: (a: Claim, b: Claim) => number): Claim | null {
  return claims.reduce<Claim | null>((best, claim) => best === null || order(claim, best) < 0 ? claim : best, null)
}

/**
 * Returns the requests to refuse when there is no more room: of the network of which most wait, among equal ones of that with the highest
 * load, strangers before known browsers, the oldest first.
 */
export function givesWay (
  lanes: Iterable<Lane>, count: number, waitingOf: (network: string) => number, load: (network: string) => number
): Chosen[] {
  const all = [...lanes].flatMap(lane => {
    const { network, isKnown } = lane.rules
    return lane.waiting.map(one => ({ lane, one, crowd: waitingOf(network), load: load(network), isKnown }))
  })
  all.sort((a, b) => b.crowd - a.crowd || b.load - a.load || Number(a.isKnown) - Number(b.isKnown) || a.one.no - b.one.no)
  return all.slice(0, count)
}

// Prefers the latest: a guesser has many waiting, a person only this one.
function preferred ({ waiting }: Lane): Waiting {
  return waiting.findLast(one => one.isFresh) ?? waiting[waiting.length - 1] as Waiting
}

function drawn<T> (choices: readonly T[], random: () => number): T {
  return choices[Math.min(choices.length - 1, Math.floor(random() * choices.length))] as T
}
