import t from 'tap'
import { MODES } from '#domain/sessions.ts'
import { readCookie, sessionValue, tokenIn, visitorValue } from '#plugins/session-cookie.ts'

const token = 'T'.repeat(43)
const mark = 'browser12345~tagtagtagtagtag1'

t.test('what is written is read back', async t => {
  const signedIn = `holdline_session=${sessionValue(token, mark)}`
  t.match(readCookie(signedIn), { token, mark })
  t.equal(tokenIn(signedIn), token)
  for (const mode of MODES) {
    const visitor = { language: 'zh', mode, formSecret: 's'.repeat(24) } as const
    t.match(readCookie(`holdline_session=${visitorValue(visitor, mark)}`), { token: null, visitor, mark })
  }
  t.match(readCookie(`holdline_session=${visitorValue({ language: null, mode: 'live', formSecret: null }, null)}`), {
    visitor: { language: null, mode: 'live', formSecret: null }, mark: null
  })
})

t.test('it is found among others, and not inside a longer name', async t => {
  const value = sessionValue(token, '')
  t.equal(tokenIn(`a=b; holdline_session=${value}; c=d`), token)
  t.equal(tokenIn(`a=b;holdline_session=${value}`), token)
  t.equal(tokenIn(`not_holdline_session=${value}`), null)
  t.equal(tokenIn(`not_holdline_session=x; holdline_session=${value}`), token)
})

t.test('anything else is a stranger’s', async t => {
  for (const header of [undefined, '', 'a=b', 'holdline_session=', 'holdline_session=s.', `holdline_session=s.${'T'.repeat(42)}.`,
    'holdline_session=v.fr.live.-.', 'holdline_session=v.en.turbo.-.', 'holdline_session=v.en.live.short.', 'holdline_session=<script>']) {
    t.match(readCookie(header), { token: null, mark: null, visitor: { formSecret: null } }, header ?? 'none')
    t.equal(tokenIn(header), null)
  }
})
