import { reacts, recalls, says, type Scene } from '#server/demo/scenes.ts'
import type { Name } from './people.ts'

/** People at work: code, links, things that are sent too early. */
export const RELEASE: Scene<Name> = {
  place: { kind: 'group', title: 'Release 4.2', by: 'siyuan', others: ['ben', 'ana', 'cho'] },
  unread: { ben: 2 },
  steps: [
    ['-5 09:01', 'siyuan', 'Plan for 4.2: freeze on Thursday, release on Monday. Ana translates, Cho tests, Ben fixes what Cho finds.'],
    ['', 'ben', 'So I fix everything.'],
    ['', 'cho', 'Yes.'],
    ['-5 09:40', 'ana', 'How many new strings?'],
    ['', 'siyuan', '@ana 31, of which 4 are one word. List: https://code.example/app/issues/512'],
    ['-3 15:12', 'cho', 'The import hangs on files with a BOM. Steps:\n1. save any CSV from Excel\n2. import it\n3. wait\n4. grow old'],
    ['-3 15:30', 'ben', 'Found it:\n```\nconst text = await file.text()\nconst [head, ...rows] = text.replace(/^\\uFEFF/, \'\').split(/\\r?\\n/)\n```\nOne character, as always.'],
    ['', 'siyuan', '能不能加一个测试？'],
    ['', 'ben', 'Already in: `test/import/bom.test.ts`'],
    ['', 'siyuan', '👍'],
    ['-2 10:02', 'ana', 'All 31 are done. “Snooze” has no good word in Portuguese, so I took a bad one.'],
    ['-2 16:48', 'ben', says('password for the test server is hunter2, please', { as: 'oops' })],
    ['', 'ben', recalls('oops')],
    ['-2 16:51', 'ben', 'That was meant for my notes. I’ve changed it.'],
    ['', 'cho', 'We saw nothing. *******'],
    ['-1 11:15', 'siyuan', '*Freeze.* `main` is closed until Monday, @all.'],
    ['-1 11:20', 'ben', 'One more line?'],
    ['', 'siyuan', 'No.'],
    ['110m', 'cho', says('Tested on Firefox, Chromium, and a browser that came with a printer. All green.', { as: 'printer' })],
    ['', 'ana', reacts('printer', '👏')],
    ['', 'siyuan', says('The printer can chat? 🖨️', { to: 'printer' })],
    ['102m', 'cho', 'Slowly, but nothing gets lost.']
  ]
}
