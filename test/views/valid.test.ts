import t from 'tap'
import { MODES } from '#domain/account/sessions.ts'
import { HtmlValidate } from 'html-validate'
import { pageOf } from './sample.ts'
import { STATES } from './states.ts'

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  // The content of a frame element is for browsers that show none.
  elements: ['html5', { iframe: { permittedContent: ['@phrasing'] } }],
  rules: {
    // Old engines read void elements, lower-case doctypes and quoted attributes alike; only the rules that break one of
    // them matter.
    'no-trailing-whitespace': 'off',
    'long-title': 'off',
    // Where no script runs, a page stays current by refreshing itself.
    'meta-refresh': 'off',
    // IE 6 sends every named button; of inputs it sends the one that was pressed.
    'prefer-button': 'off',
    // A client's id may hold a colon or a full stop.
    'valid-id': ['error', { relaxed: true }],
    // Boxes of one name are a list.
    'form-dup-name': ['error', { shared: ['radio', 'submit', 'checkbox'] }]
  }
})

function complaints (text: string): string[] {
  const report = validator.validateStringSync(text)
  return report.results.flatMap(result => result.messages.map(({ ruleId, message, line, column }) => {
    const near = text.split('\n')[line - 1]?.slice(Math.max(0, column - 60), column + 60) ?? ''
    return `${ruleId}: ${message} … ${near}`
  }))
}

t.test('a planted mistake is found', async t => {
  t.not(complaints('<!DOCTYPE html>\n<html lang="en"><head><title>x</title></head><body><p><div></div></p></body></html>\n').length, 0)
})

for (const [name, draw] of Object.entries(STATES)) {
  t.test(`${name} is valid in both languages and both versions`, async t => {
    for (const language of ['en', 'zh'] as const) {
      for (const mode of MODES) t.strictSame(complaints(draw(pageOf({ language, mode })).toString()), [], `${language} ${mode}`)
    }
  })
}

// A text browser shows hidden elements, and every button as one that does something.
t.test('no page has buttons that do nothing without script', async t => {
  const buttons = (text: string) => text.match(/<button type="button"/g) ?? []
  t.same(buttons('<p><button type="button">').length, 1)
  for (const [name, draw] of Object.entries(STATES)) {
    if (name.startsWith('acts-')) continue // a fragment for the script
    for (const mode of MODES) t.same(buttons(draw(pageOf({ language: 'en', mode })).toString()), [], `${name} ${mode}`)
  }
})
