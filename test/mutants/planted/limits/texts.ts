import type { Mutant } from '../../mutant.ts'

const test = 'test/rules/texts/worst-texts.test.ts'

export const TEXTS: readonly Mutant[] = [
  {
    rule: 'S1',
    does: 'tries every way to split a text into emoji',
    file: 'views/messages/text/message-text.ts',
    find: 'if (body.length > LARGE_EMOJI_MAX_UNITS || LETTER.test(body)) return false',
    replace: 'if (body.length > LARGE_EMOJI_MAX_UNITS || !/^(?:\\p{RGI_Emoji}|\\s)+$/v.test(body)) return false',
    test
  },
  {
    rule: 'S1',
    does: 'sorts any number of marks on a letter',
    file: 'src/domain/people/users.ts',
    find: ".replace(MARKS_TOO_MANY, '$1')\n",
    replace: ".normalize('NFC').replace(MARKS_TOO_MANY, '$1')\n",
    test
  },
  {
    rule: 'S1',
    does: 'searches a form’s token from every position',
    file: 'src/plugins/forms.ts',
    find: "const end = given.indexOf('~')",
    replace: 'const end = /^([^~]*)(.*)$/.exec(given)?.[1]?.length ?? -1',
    test
  },
  {
    rule: 'B01',
    does: 'treats everything but white space as visible text',
    file: 'src/domain/messages/send-requests.ts',
    find: 'if (!isVisible(body)) throw',
    replace: "if (body.trim() === '') throw",
    test: 'test/routes/api/people/invisible.test.ts'
  },
  {
    rule: 'B02',
    does: 'keeps an invisible name',
    file: 'src/domain/people/users.ts',
    find: "return isVisible(line) ? line : ''",
    replace: 'return line',
    test: 'test/domain/people/visible.test.ts'
  },
  {
    rule: 'B02',
    does: 'keeps joiners everywhere',
    file: 'src/domain/people/visible.ts',
    find: 'const MEANT = [\n',
    replace: "const MEANT = ['[\\\\u200c\\\\u200d]',\n",
    test: 'test/domain/people/visible.test.ts'
  },
  {
    rule: 'S19',
    does: 'keeps all marks on a letter',
    file: 'src/domain/people/users.ts',
    find: 'const MARKS_MAX = 4',
    replace: 'const MARKS_MAX = 64',
    test: 'test/domain/people/visible.test.ts'
  },
  {
    rule: 'S17',
    does: 'caches date formats for every spelling of a zone',
    file: 'views/parts/times.ts',
    find: 'if (zone !== timeZone) return timesIn(language, zone)\n',
    replace: '\n',
    test: 'test/views/times.test.ts'
  }
]
