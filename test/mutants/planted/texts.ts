import type { Mutant } from '../mutant.ts'

const test = 'test/rules/worst-texts.test.ts'

export const TEXTS: readonly Mutant[] = [
  {
    rule: 'S1',
    does: 'tries every way to split a text into emoji',
    file: 'views/message-text.ts',
    find: 'if (body.length > LARGE_EMOJI_MAX_UNITS) return false',
    replace: 'if (body.length > LARGE_EMOJI_MAX_UNITS || !/^(?:\\p{RGI_Emoji}|\\s)+$/v.test(body)) return false',
    test
  },
  {
    rule: 'S1',
    does: 'sorts any number of marks on a letter',
    file: 'src/domain/users.ts',
    find: ".replace(MARKS_TOO_MANY, '$1').normalize('NFC')",
    replace: ".normalize('NFC').replace(MARKS_TOO_MANY, '$1')",
    test
  },
  {
    rule: 'S1',
    does: 'looks for the end of a form’s token from every place',
    file: 'src/plugins/forms.ts',
    find: "const end = given.indexOf('~')",
    replace: 'const end = /^([^~]*)(.*)$/.exec(given)?.[1]?.length ?? -1',
    test
  },
  {
    rule: 'B01',
    does: 'takes whatever is no white space for text',
    file: 'src/domain/messages.ts',
    find: 'if (!isVisible(body)) throw',
    replace: "if (body.trim() === '') throw",
    test: 'test/routes/invisible.test.ts'
  }
]
