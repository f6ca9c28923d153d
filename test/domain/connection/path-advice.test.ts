import t from 'tap'
import { judge } from '#domain/connection/path-advice.ts'
import { mayBeFramed, nextHold, NOTHING_FOUND, RUNGS_S, settle, tellsOrigin, type Findings, type HoldFinding } from '#domain/connection/path-findings.ts'
import { adviceText } from '#views/connection/connection-findings.ts'
import { sayIn } from '#views/parts/language.ts'

function full (...askedS: number[]): HoldFinding[] {
  return askedS.map(s => ({ askedS: s, end: 'full', afterS: s }))
}

function cut (askedS: number, afterS: number, end: HoldFinding['end'] = 'refused'): HoldFinding {
  return { askedS, end, afterS }
}

/** A path without a fault. */
const FINE: Findings = {
  ...NOTHING_FOUND,
  holds: full(18, 25, 40, 55, 90),
  answerMs: 20,
  atOnce: 6,
  triedAtOnce: 6,
  posts: true,
  text: true,
  bodyBytes: 1024 * 1024,
  triedBytes: 1024 * 1024,
  cookie: true,
  secondCookie: true,
  cookieAttributes: true,
  ownRequestHeader: true,
  ownAnswerHeader: true,
  cacheHeaders: true,
  lengthHeader: true,
  redirect: true,
  freshAddress: true,
  freshAnswer: true,
  repeatsGet: false,
  repeatsPost: false,
  keepAlive: true,
  hostKept: true,
  httpVersion: '1.1',
  methods: true,
  oddText: true,
  frames: true,
  origin: true
}

const TABLE: ReadonlyArray<readonly [why: string, found: Partial<Findings>, verdict: string, sentence: RegExp]> = [
  ['nothing is wrong', {}, 'good', /^Works well: browsers will settle at 90 s\.$/],
  ['longer holds were not tried', { holds: full(18, 25) }, 'good', /^Works well as far as it was tried: 25 s went through\.$/],
  ['no hold was tried', { holds: [] }, 'good', /^Works well as far as it was tried\.$/],
  ['it cuts at 60 s', { holds: [...full(18, 25, 40, 55), cut(90, 60)] }, 'good', /^This network cuts at 60 s: browsers will ask for 40 s\. Nothing to do\.$/],
  ['it cuts at 100 s, beyond every hold', { holds: full(55, 90) }, 'good', /settle at 90 s/],
  ['it drops in silence somewhere before 40 s', { holds: [...full(18, 25), cut(40, 50, 'silent'), cut(90, 100, 'silent')] }, 'good', /cuts at 40 s: browsers will ask for 25 s/],
  ['not even 5 s go through', { holds: [cut(18, 4), cut(5, 4, 'closed')] }, 'bad', /^No answer may take longer/],
  ['two connections', { atOnce: 2 }, 'note', /^Only 2 connections at the same time/],
  ['one connection', { atOnce: 1 }, 'note', /^Only one connection at the same time/],
  ['three connections are enough', { atOnce: 3 }, 'good', /^Works well/],
  ['a firewall refuses texts', { oddText: false }, 'note', /^Chat works, but a firewall refuses messages/],
  ['frames are forbidden', { frames: false }, 'note', /^Chat works\. With scripts off/],
  ['methods are refused and the origin is hidden', { methods: false, origin: false }, 'good', /^Works well/],
  ['every answer is late', { answerMs: 2_300 }, 'note', /every answer takes 2300 ms/],
  ['what is sent does not arrive', { posts: false }, 'bad', /^What is sent doesn’t arrive/],
  ['not even a form arrives', { bodyBytes: 0 }, 'bad', /^What is sent doesn’t arrive/],
  ['large files do not arrive', { bodyBytes: 64 * 1024 }, 'good', /^Works well/],
  ['cookies do not come back', { cookie: false }, 'bad', /^Cookies don’t come back/],
  ['the second cookie is lost', { secondCookie: false, cookieAttributes: false }, 'good', /^Works well/],
  ['characters are changed', { text: false }, 'bad', /^The network changes characters/],
  ['new addresses get old answers', { freshAddress: false }, 'bad', /old answers in place of new ones/],
  ['an address asked twice gets its old answer', { freshAnswer: false }, 'good', /^Works well/],
  ['custom headers are lost, the host changed, requests repeated', { ownRequestHeader: false, hostKept: false, repeatsGet: true }, 'good', /^Works well/],
  ['somebody else answers now and then', { reach: 'mixed' }, 'bad', /^The network sometimes answers/],
  ['somebody else answers', { reach: 'elsewhere' }, 'bad', /a sign-in page of the network\?/],
  ['it is another server', { reach: 'stranger' }, 'bad', /isn’t Holdline/],
  ['the proxy wants a password', { reach: 'password' }, 'bad', /--via http:\/\/name:password@proxy:port/],
  ['nothing answers', { reach: 'nothing' }, 'bad', /^Nothing answers/],
  ['sending fails and holds are cut: the worst comes first', { posts: false, holds: [cut(90, 20)], atOnce: 2 }, 'bad', /^What is sent/]
]

for (const [why, more, verdict, sentence] of TABLE) {
  t.test(`${why} → the advice`, async t => {
    const judged = judge({ ...FINE, ...more }, { topS: 90, isOver: true })
    t.equal(judged.verdict, verdict)
    t.match(judged.advice === null ? '' : adviceText(sayIn('en'), judged.advice), sentence)
    t.ok(judged.advice !== null && adviceText(sayIn('zh'), judged.advice).length > 5)
  })
}

t.test('an unfinished test → no advice, and a cut is not yet a verdict', async t => {
  const holds = [cut(90, 4), cut(55, 4)]
  const underWay = judge({ ...FINE, holds }, { topS: 90, isOver: false })
  t.equal(underWay.advice, null)
  t.same(underWay.lines.find(({ about }) => about === 'holds'), { about: 'holds', mark: 'note' })
  t.same(judge({ ...FINE, holds }, { topS: 90, isOver: true }).lines.find(({ about }) => about === 'holds'), { about: 'holds', mark: 'bad' })
})

t.test('a server limited to 55 s → judged by its own limit', async t => {
  t.same(judge({ ...FINE, holds: full(40, 55) }, { topS: 55, isOver: true }).advice, { say: 'well', restS: 55 })
})

t.test('N1 headers of a page → framing and origins as browsers read them', async t => {
  const ours = "default-src 'self'; frame-ancestors 'self'"
  for (const [policy, options, isFramed] of [
    [ours, 'SAMEORIGIN', true], [ours, 'DENY', true], ['', 'DENY', false], ['', '', true], ["default-src 'self'", 'deny', false],
    [`${ours}, frame-ancestors 'none'`, '', false], ["frame-ancestors 'none'", '', false], ['frame-ancestors https://portal.example', '', false],
    [`frame-ancestors *, ${ours}`, '', true], [`${ours}; img-src 'none'`, '', true]
  ] as const) t.equal(mayBeFramed(policy, options), isFramed, `${policy} | ${options}`)
  for (const [policy, tells] of [
    ['same-origin', true], ['same-origin, no-referrer', false], ['no-referrer', false], ['no-referrer, same-origin', true],
    ['no-referrer-when-downgrade', true], ['', true], ['same-origin,no-referrer ', false]
  ] as const) t.equal(tellsOrigin(policy), tells, policy)
})

t.test('an untested feature → no line', async t => {
  t.same(judge(NOTHING_FOUND, { topS: 90, isOver: true }).lines, [])
})

t.test('a cut → browsers settle a tenth below it', async t => {
  t.same(settle([...full(18, 25, 40, 55), cut(90, 61)]), { restS: 40, cutS: 61 }, '55 is more than nine tenths of 61')
  t.same(settle([...full(18, 25, 40, 55), cut(90, 62)]), { restS: 55, cutS: 62 })
  t.same(settle([]), { restS: 0, cutS: null })
})

/** Climbs a path that lets `throughS` pass, one hold at a time, as a program with a single connection does. */
function climb (throughS: number, end: HoldFinding['end']): { holds: HoldFinding[], tookS: number } {
  const holds: HoldFinding[] = []
  let tookS = 0
  for (let s = nextHold(RUNGS_S, holds, []); s !== null; s = nextHold(RUNGS_S, holds, [])) {
    const hold: HoldFinding = s <= throughS ? { askedS: s, end: 'full', afterS: s } : { askedS: s, end, afterS: end === 'silent' ? s + 10 : throughS }
    holds.push(hold)
    tookS += hold.afterS
  }
  return { holds, tookS }
}

t.test('holds of a test → the longest first, and none that tells nothing new', async t => {
  t.same(climb(100, 'closed').holds.map(({ askedS }) => askedS), [90])
  t.same(climb(60, 'refused').holds.map(({ askedS }) => askedS), [90, 40], 'a visible cut shows the limit at once')
  t.same(climb(20, 'closed').holds.map(({ askedS }) => askedS), [90, 18])
  t.same(climb(20, 'silent').holds.map(({ askedS }) => askedS), [90, 55, 40, 25, 18], 'a silent one does not')
  for (const throughS of [4, 5, 8, 18, 20, 30, 60, 100]) {
    const seen = settle(climb(throughS, 'closed').holds)
    t.ok(seen.restS <= throughS, `${throughS} s`)
    t.ok(climb(throughS, 'silent').tookS <= 313, 'five minutes on the worst path there is')
  }
  t.equal(nextHold(RUNGS_S, [], [90, 55]), 40, 'next to running holds comes the next lower one')
})
