import type { World } from '#server/demo/play.ts'
import { CHOIR } from './choir.ts'
import { CONTACTS, PEOPLE, type Name } from './people.ts'
import { RELEASE } from './release.ts'
import { RIDES } from './rides.ts'
import {
  ANA_AND_BEN, ANA_AND_CHO, ANA_AND_MARIA, ANA_AND_XIAOYU, BEN_AND_CHO, NOTES, XIAOYU_AND_JIANGUO, XIAOYU_AND_SIYUAN
} from './talks.ts'

/** A choir, some cyclists and a team at work, in English and Chinese. */
export const WORLD: World<Name> = {
  // Longer than the default, so that a message of the last talk can be recalled.
  site: { name: 'Harbour', recallWindowS: 900 },
  made: '-12 10:00',
  people: PEOPLE,
  contacts: CONTACTS,
  requests: [
    ['-1 17:40', 'eve', 'ana', 'We met at the bus stop after the rehearsal. May I come and listen on Thursday?'],
    ['-1 20:30', 'jianguo', 'siyuan', '思远你好，我是小雨的王叔。']
  ],
  devices: [['40m', 'ana', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1']],
  remarks: [['xiaoyu', 'jianguo', '王叔'], ['xiaoyu', 'ana', 'Ana（合唱团）'], ['ana', 'xiaoyu', 'Xiaoyu Lin']],
  labels: [
    ['ana', 'Choir', ['ben', 'cho', 'xiaoyu']], ['ana', 'Work', ['maria', 'siyuan', 'ben']], ['xiaoyu', '合唱团', ['ana']], ['xiaoyu', '骑行', ['jianguo', 'siyuan']]
  ],
  scenes: [
    CHOIR, RIDES, RELEASE, ANA_AND_BEN, ANA_AND_XIAOYU, ANA_AND_MARIA, ANA_AND_CHO, XIAOYU_AND_JIANGUO, XIAOYU_AND_SIYUAN, BEN_AND_CHO,
    ...NOTES
  ]
}
