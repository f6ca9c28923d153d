import t from 'tap'
import { MODES } from '#domain/account/sessions.ts'
import { createCookies, sessionValue, visitorValue } from '#plugins/session/session-cookie.ts'

const mark = 'browser12345~tagtagtagtagtag1'
const [one, other] = ['O', 'X'].map(letter => letter.repeat(43)) as [string, string]
const [first, second] = ['1', '2'].map(digit => digit.repeat(24)) as [string, string]
const signedIn = sessionValue(one, mark)
const cookies = createCookies({ instance: 'here', isHostOnly: false, takesOld: () => true })
const tokensIn = (cookie: string) => cookies.tokensIn({ cookie })
const visitorIn = (cookie: string) => cookies.read({ cookie }).visitor

t.test('a written cookie value reads back the same', async t => {
  for (const name of ['holdline_session_here', 'holdline_session']) {
    const cookie = `${name}=${signedIn}`
    t.same(tokensIn(cookie), [one], name)
    t.match(cookies.read({ cookie }), { mark }, name)
  }
  for (const name of ['holdline_visitor_here', 'holdline_session_here', 'holdline_session']) {
    for (const mode of MODES) {
      const visitor = { language: 'zh', mode, formSecret: first } as const
      t.same(cookies.read({ cookie: `${name}=${visitorValue(visitor, mark)}` }), { visitor, mark }, name)
    }
  }
  const blank = { language: null, mode: 'live', formSecret: null } as const
  t.same(cookies.read({ cookie: `holdline_visitor_here=${visitorValue(blank, null)}` }), { visitor: blank, mark: null })
})

t.test('it is found among others, and not inside a longer name', async t => {
  const value = sessionValue(one, '')
  for (const cookie of ['a=b; holdline_session=$; c=d', 'a=b;holdline_session=$', 'not_holdline_session=x; holdline_session=$']) {
    t.same(tokensIn(cookie.replace('$', value)), [one], cookie)
  }
  t.same(tokensIn(`not_holdline_session=${value}; holdline_session_there=${value}; holdline_sessions=${value}`), [])
})

t.test('anything else counts as not signed in', async t => {
  for (const cookie of ['', 'a=b', 'holdline_session=', 'holdline_session=s.', `holdline_session=s.${'T'.repeat(42)}.`, 'holdline_session=v.fr.live.-.',
    'holdline_session=v.en.turbo.-.', 'holdline_session=v.en.live.short.', 'holdline_session=<script>', `holdline_visitor_here=${signedIn}`]) {
    t.match(cookies.read({ cookie }), { mark: null, visitor: { formSecret: null } }, cookie)
    t.same(tokensIn(cookie), [])
  }
})

t.test('S21 every cookie of the name is tried, today’s name first, at most eight', async t => {
  t.same(tokensIn(`holdline_session_here=s.broken.; holdline_session_here=${signedIn}`), [one])
  t.same(tokensIn(`holdline_session=${sessionValue(other, '')}; holdline_session_here=${signedIn}`), [one, other])
  t.match(cookies.read({ cookie: `holdline_session_here=${sessionValue(other, '')}; holdline_session=${signedIn}` }), { mark })
  t.equal(tokensIn(Array<string>(100).fill(`holdline_session=${signedIn}`).join('; ')).length, 8)
})

t.test('S21 https at the root → a cookie that neighbours could set counts until all are renamed', async t => {
  let isEarly = true
  const strict = createCookies({ instance: 'here', isHostOnly: true, takesOld: () => isEarly })
  t.same([strict.session, strict.visitor], ['__Host-holdline_session_here', '__Host-holdline_visitor_here'])
  const neighbours = [`holdline_session=${signedIn}`, `holdline_session_here=${signedIn}`]
  for (const cookie of neighbours) t.same(strict.tokensIn({ cookie, 'sec-fetch-site': 'none' }), [one], 'an upgrade signs nobody out')
  isEarly = false
  for (const cookie of neighbours) {
    t.same(strict.tokensIn({ cookie, 'sec-fetch-site': 'none' }), [], cookie)
    t.same(strict.tokensIn({ cookie }), [one], 'a program sends no Sec-Fetch-Site')
  }
  const wish = `holdline_visitor_here=${visitorValue({ language: 'zh', mode: 'plain', formSecret: first }, null)}`
  t.match(strict.read({ cookie: wish, 'sec-fetch-site': 'none' }), { visitor: { language: null, formSecret: null } })
  t.same(strict.tokensIn({ cookie: `__Host-holdline_session_here=${sessionValue(other, '')}; ${neighbours[0]}` }), [other, one])
})

t.test('S10 signed out under today’s name → no cookie of a former name signs the browser in', async t => {
  const left = `holdline_session_here=${visitorValue({ language: 'zh', mode: 'plain', formSecret: first }, mark)}`
  t.same(tokensIn(`holdline_session=${signedIn}; ${left}`), [])
  t.match(cookies.read({ cookie: `holdline_session=${signedIn}; ${left}` }), { mark, visitor: { language: 'zh' } })
})

t.test('S10 the choices left at sign-out and a visitor’s choices: the later counts', async t => {
  const visitor = (formSecret: string | null) => `holdline_visitor_here=${visitorValue({ language: 'en', mode: 'frame', formSecret }, null)}`
  const left = (formSecret: string | null) => `holdline_session_here=${visitorValue({ language: 'zh', mode: 'plain', formSecret }, null)}`
  t.match(visitorIn(`${visitor(first)}; ${left(second)}`), { language: 'zh', formSecret: second }, 'signed out after that choice')
  t.match(visitorIn(`${visitor(second)}; ${left(second)}`), { language: 'en', formSecret: second }, 'chosen after signing out')
  t.match(visitorIn(`${visitor(second)}; ${left(null)}`), { language: 'en' }, 'signed out before this version')
  t.match(visitorIn(`${visitor(null)}; ${left(second)}`), { language: 'zh' })
})

t.test('B08 another server’s cookies are left alone', async t => {
  const there = createCookies({ instance: 'there', isHostOnly: false, takesOld: () => true })
  t.not(there.session, cookies.session)
  t.not(there.visitor, cookies.visitor)
  t.same(there.tokensIn({ cookie: `holdline_session_here=${signedIn}` }), [])
  t.notOk(there.has({ cookie: `holdline_session_here=${signedIn}; holdline_visitor_here=x` }))
})
