import type { Language } from '#domain/account/settings.ts'
import type { Name } from './people.ts'

interface Line { readonly by: Name, readonly line: Readonly<Record<Language, string>> }

/** The names of guests. */
export const GUEST_NAMES: Readonly<Record<Language, (turn: number) => string>> = { en: turn => `Guest ${turn}`, zh: turn => `访客 ${turn}` }

/** The first line of each who talks by themselves to a guest. The partner is last, so that their chat is the newest. */
export const GREETINGS: readonly Line[] = [
  { by: 'siyuan', line: { en: 'Hi, I’m Siyuan. Open “On the wire” to see every request that this page makes.', zh: '你好，我是思远。打开“网络请求实况”，就能看到这个页面发出的每个请求。' } },
  { by: 'xiaoyu', line: { en: 'Welcome! Write to me in Chinese, if you like.', zh: '欢迎！随便聊，我都会回你。' } },
  { by: 'cho', line: { en: 'Good to have you here. Mind the spelling.', zh: '欢迎，注意别打错字。' } },
  { by: 'ben', line: { en: 'Hello! I’m on a train with bad Wi‑Fi. Write something, and see whether it reaches me.', zh: '你好！我在火车上，信号很差。发条消息，看我收不收得到。' } }
]

/** A group that belongs to the guest, with a few words in it. */
export const GUEST_GROUP: { readonly title: Readonly<Record<Language, string>>, readonly lines: readonly Line[] } = {
  title: { en: 'At the fair', zh: '展会现场' },
  lines: [
    { by: 'ben', line: { en: 'Who is at the fair today?', zh: '今天谁在展会现场？' } },
    { by: 'cho', line: { en: 'Not me. I am at the piano.', zh: '我不在，我在练琴。' } },
    { by: 'xiaoyu', line: { en: 'Then it is up to our guest 😄', zh: '那就看我们的访客啦 😄' } }
  ]
}
