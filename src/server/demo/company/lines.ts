import type { Language } from '#domain/account/settings.ts'
import type { Name } from '#server/demo/world/people.ts'

/** Answers to a visitor, by the first pattern that their text fits. */
export const ANSWERS: ReadonlyArray<{ readonly to: RegExp, readonly lines: Readonly<Record<Language, readonly string[]>> }> = [
  {
    to: /^(?:hi|hello|hey|good (?:morning|evening))\b|^(?:你好|嗨|早|晚上好)/i,
    lines: {
      en: ['Hello! I was just about to write to you.', 'Hi! The train is in a station, so I may even stay online.', 'Hey. Tea is on.'],
      zh: ['你好呀！我正想找你呢。', '嗨！刚到站，信号难得不错。', '你来啦，水刚烧开。']
    }
  },
  {
    to: /\b(?:lost|lose|offline|tunnel|network|wi-?fi|connection)\b|丢|断|离线|网络|信号/i,
    lines: {
      en: [
        'I lost signal twice while you wrote that. All of it is here, in order.', 'In a tunnel. Your message waited outside for me.',
        'My phone asked again with the same cursor, and there you were.'
      ],
      zh: ['你发这句的时候我断了两次网，一条都没少。', '刚才在隧道里，出来就收到了。', '手机拿着原来的游标又问了一次，你的消息就来了。']
    }
  },
  {
    to: /[?？]\s*$/,
    lines: {
      en: ['Good question. I’d say yes, but ask Cho, who will say no.', 'Let me look it up and tell you on Thursday.', 'I think so. Why, what did you hear?'],
      zh: ['好问题。我觉得可以，不过你最好再问问思远。', '我查一下，周四告诉你。', '应该是吧，你听谁说的？']
    }
  },
  {
    to: /\b(?:thanks?|thank you|cheers)\b|谢/i,
    lines: { en: ['Any time.', 'You owe me a coffee. A small one.', 'With pleasure.'], zh: ['不客气！', '请我喝杯咖啡就行，小杯的。', '应该的。'] }
  },
  {
    to: /(?:)/,
    lines: {
      en: ['Ha, noted.', 'Makes sense to me.', 'I’ll bring it on Thursday.', 'Say that again in front of the choir, please.', '👍', 'Wait, the ticket inspector. … Back.'],
      zh: ['哈哈，记下了。', '有道理。', '那我周四带过去。', '这话你得在群里再说一遍。', '👍', '等一下，查票的来了……好了。']
    }
  }
]

/** Conversations that go on while somebody looks: the title of a group, and who says what in turn. */
export const TALKS: ReadonlyArray<{ readonly group: string, readonly lines: ReadonlyArray<readonly [Name, string]> }> = [
  {
    group: 'Choir, Thursdays',
    lines: [
      ['ben', 'Is anybody else on the 18:40? I saved two seats and a very small table.'],
      ['cho', 'I am on the 18:10, because I like to arrive.'],
      ['ben', 'We stopped. “A signal fault.” Mine seems fine.'],
      ['cho', 'Page 4, bar 12: it is a B flat. It was always a B flat.'],
      ['xiaoyu', 'I have been singing B natural for two years 😅'],
      ['cho', 'I know.'],
      ['ben', 'Tunnel in one minute. If I vanish, keep talking, I read everything later.'],
      ['xiaoyu', 'Do we need our own stands on Thursday?'],
      ['cho', 'Yes. And pencils. Not pens.'],
      ['ben', 'Out of the tunnel. Five messages came at once, B flat noted.']
    ]
  },
  {
    group: '周末骑行',
    lines: [
      ['siyuan', '周六的路线我重新画了一下，绕开了施工的那段。'],
      ['xiaoyu', '多几公里？'],
      ['siyuan', '三公里，但是少一个坡。'],
      ['xiaoyu', '那我投赞成票 🚲'],
      ['siyuan', '早上七点，老地方集合，记得检查刹车。'],
      ['xiaoyu', '七点……能不能七点半？'],
      ['siyuan', '七点十五，不能再晚了。'],
      ['xiaoyu', '成交！我带豆浆。']
    ]
  }
]
