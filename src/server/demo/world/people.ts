import type { PersonOfWorld } from '#server/demo/play.ts'

export type Name = 'ana' | 'ben' | 'cho' | 'maria' | 'xiaoyu' | 'siyuan' | 'jianguo' | 'eve'

/** The one who the visitor is. Their talk with the partner is shown beside its requests. */
export const YOU: Name = 'ana'
export const PARTNER: Name = 'ben'

/** People who talk by themselves. */
export const COMPANY: readonly Name[] = ['ben', 'cho', 'xiaoyu', 'siyuan']

/** In the order in which the demo offers them. */
export const PEOPLE: ReadonlyArray<PersonOfWorld<Name>> = [
  {
    username: 'ana',
    displayName: 'Ana Castro',
    language: 'en',
    isAdmin: true,
    says: 'Choir on Thursdays, translations all week',
    about: { en: 'Runs the choir, translates, and looks after this site. Start here: most is going on.', zh: '带合唱团，做翻译，也是本站管理员。她这里最热闹，推荐先看。' }
  },
  {
    username: 'xiaoyu',
    displayName: '林小雨',
    language: 'zh',
    says: '周末不在家，在骑车 🚲',
    about: { en: 'Sings alto and organises bike rides. Reads Holdline in Chinese.', zh: '合唱团女低音，周末组织骑行。界面是中文。' }
  },
  {
    username: 'ben',
    displayName: 'Ben Ade',
    language: 'en',
    says: 'On a train, probably in a tunnel',
    about: { en: 'Tenor and programmer, always on a train with bad Wi‑Fi.', zh: '男高音、程序员，总在信号很差的火车上。' }
  },
  {
    username: 'cho',
    displayName: 'Cho Park',
    language: 'en',
    about: { en: 'Plays the piano, answers late, corrects everything.', zh: '弹钢琴，回得慢，什么都要改两遍。' }
  },
  {
    username: 'maria',
    displayName: 'Maria Lopes',
    language: 'en',
    about: { en: 'Writes letters, not messages.', zh: '发消息像写信，一写就是一长段。' }
  },
  {
    username: 'siyuan',
    displayName: '陈思远',
    language: 'zh',
    says: '先跑通，再优雅',
    about: { en: 'Programmer: code, links, releases.', zh: '程序员：代码、链接、发布。' }
  },
  {
    username: 'jianguo',
    displayName: '王建国',
    language: 'zh',
    addToGroups: 'nobody',
    about: { en: 'Cooks for everybody after a ride.', zh: '骑完车给大家做饭的王叔。' }
  },
  {
    username: 'eve',
    displayName: 'Eve Martin',
    language: 'en',
    about: { en: 'New here: no chats yet, one request sent.', zh: '刚来：还没有聊天，只发出过一个请求。' }
  }
]

export const CONTACTS: ReadonlyArray<readonly [Name, Name]> = [
  ['ana', 'ben'], ['ana', 'cho'], ['maria', 'ana'], ['xiaoyu', 'ana'], ['siyuan', 'ana'], ['ben', 'cho'], ['ben', 'maria'], ['siyuan', 'ben'],
  ['xiaoyu', 'siyuan'], ['jianguo', 'xiaoyu'], ['siyuan', 'cho'], ['ana', 'jianguo'], ['maria', 'cho']
]
