import { documentOf } from '#server/demo/made/document.ts'
import { harbourAtDusk } from '#server/demo/made/picture.ts'
import { hummedTune } from '#server/demo/made/sound.ts'
import { drafts, edits, reacts, recalls, says, sends, type Scene } from '#server/demo/scenes.ts'
import type { Name } from './people.ts'

const PROGRAMME = {
  name: 'Programme for next Advent, first draft.pdf',
  make: () => ({
    bytes: documentOf([
      'Advent concert', 'Third Sunday of Advent, 5 pm', '', 'Veni, veni', 'Stella maris, in two movements', 'Winter, for four voices', '',
      'Encore: the one that nobody has rehearsed'
    ])
  })
}
const VIEW = {
  name: 'From the train.png',
  alt: 'The harbour at dusk: a sailing boat, and the sun just above the hills',
  make: () => ({ bytes: harbourAtDusk() })
}

export const ANA_AND_BEN: Scene<Name> = {
  place: { kind: 'direct', by: 'ana', other: 'ben' },
  steps: [
    ['-3 12:20', 'ana', 'Are you coming on Thursday? We are short of tenors.'],
    ['', 'ben', 'Wouldn’t miss it. The train Wi‑Fi blocks half the internet, but this gets through.'],
    ['-2 09:05', 'ben', says('Tune of the day: https://music.example/t/8841', { as: 'tune' })],
    ['', 'ana', says('In seven eight? Before coffee?', { to: 'tune' })],
    ['', 'ben', 'Especially before coffee.'],
    ['-1 21:24', 'ben', 'Train back. How did it sound from the balcony?'],
    ['26m', 'ana', 'Sorry, I fell asleep! Better than we deserve. The second half gave me goose bumps 🎶'],
    ['', 'ana', 'Even the encore held together, and nobody had rehearsed it.'],
    ['16m', 'ben', sends({ name: 'Encore.wav', make: hummedTune })],
    ['14m', 'ben', 'Then it was worth the cold feet. Same again next year?'],
    ['11m', 'ana', sends(PROGRAMME, 'Same again. I’ll book the hall tomorow.', { as: 'hall' })],
    ['10m', 'ana', edits('hall', 'Same again. I’ll book the hall tomorrow.')],
    ['9m', 'ben', reacts('hall', '🎉')],
    ['8m', 'ben', sends(VIEW, 'The sky is celebrating, too 🥳')]
  ]
}

export const ANA_AND_XIAOYU: Scene<Name> = {
  place: { kind: 'direct', by: 'xiaoyu', other: 'ana' },
  unread: { ana: 2 },
  steps: [
    ['-7 22:20', 'xiaoyu', 'Ana，今天谢谢你帮我看发音！'],
    ['', 'ana', '不客气！你的“stella”已经很好了。'],
    ['', 'xiaoyu', '“r”还是不会卷舌 😭'],
    ['', 'ana', 'Nobody can. Ben gargles his.'],
    ['-4 21:02', 'xiaoyu', '海报的颜色，你喜欢深蓝还是墨绿？'],
    ['', 'ana', '深蓝。'],
    ['', 'xiaoyu', '我也是！那就深蓝。'],
    ['43m', 'xiaoyu', '排练改到七点半了，'],
    ['', 'xiaoyu', '你能帮我带谱子吗？']
  ]
}

export const ANA_AND_MARIA: Scene<Name> = {
  place: { kind: 'direct', by: 'maria', other: 'ana' },
  steps: [
    ['-8 16:00', 'maria', 'The key is under the blue pot.'],
    ['', 'ana', 'Found it, thank you!'],
    ['-5 21:10', 'maria', 'Dear Ana,\n\nI have been thinking about what you said on the stairs, that a choir is only as good as the people who do not sing in it: those who make the tea, move the chairs, and listen. I believe you meant it kindly towards my husband, who has moved chairs for you for six years and cannot tell a third from a fifth.\n\nHe was very pleased. He has asked me to tell you that he would like to move the chairs at St Anne’s as well, and that he has already looked at them. There are a hundred and twenty, and they fold.\n\nWarmly,\nMaria'],
    ['', 'ana', 'Tell him he is hired, at twice the salary.'],
    ['', 'maria', 'Twice nothing! He is delighted.'],
    ['-1 09:45', 'maria', 'Would the programme have room for one more line? I should like to thank the tuner by name.'],
    ['', 'ana', drafts('Of course. Do you know how one spells')]
  ]
}

export const ANA_AND_CHO: Scene<Name> = {
  place: { kind: 'direct', by: 'ana', other: 'cho' },
  steps: [
    ['-6 15:30', 'cho', says('Can you send me the tempo for no. 3? I have 72.', { as: 'tempo' })],
    ['', 'ana', '66, please. 72 is a race.'],
    ['', 'cho', '69.'],
    ['', 'ana', '66.'],
    ['', 'cho', '67 and I bring the stool.'],
    ['', 'ana', 'Deal.'],
    ['-3 18:20', 'cho', says('that piano is a crime', { as: 'crime' })],
    ['', 'cho', recalls('crime')],
    ['-3 18:23', 'cho', 'The piano at St Anne’s would profit from some attention.']
  ]
}

export const XIAOYU_AND_JIANGUO: Scene<Name> = {
  place: { kind: 'direct', by: 'xiaoyu', other: 'jianguo' },
  unread: { xiaoyu: 1 },
  steps: [
    ['-4 14:05', 'jianguo', '小雨，听说你们骑车回来都饿坏了？'],
    ['', 'xiaoyu', '王叔，真的饿！下次去您那儿蹭饭行吗？'],
    ['', 'jianguo', '行！几个人？有没有忌口？'],
    ['', 'xiaoyu', '三四个人，我不能吃花生，别的都可以。'],
    ['-3 08:30', 'jianguo', '记一下，免得我忘：\n红烧肉 两斤五花\n清炒时蔬\n番茄蛋汤\n米饭多焖一点，年轻人能吃\n花生一粒都不放'],
    ['', 'xiaoyu', '看着就流口水了 🤤'],
    ['52m', 'jianguo', '红烧肉怎么做，你上次问我，我写在这里：五花肉切块，冷水下锅焯一下，捞出来沥干。锅里少放一点油，放冰糖，小火炒到起小泡，颜色像琥珀的时候把肉倒进去，翻匀。加生抽、一点老抽、两片姜、一颗八角，倒热水没过肉，小火炖一个小时，中间不要老去掀盖子。最后大火收汁，汁挂在肉上就好了。盐不用放，酱油够咸。']
  ]
}

export const XIAOYU_AND_SIYUAN: Scene<Name> = {
  place: { kind: 'direct', by: 'xiaoyu', other: 'siyuan' },
  steps: [
    ['-5 22:10', 'xiaoyu', '思远，你的码表怎么导出轨迹？'],
    ['', 'siyuan', '连上电脑，把 `Activities` 文件夹里的 `.fit` 拷出来就行。'],
    ['', 'xiaoyu', '成功了，谢谢！'],
    ['55m', 'xiaoyu', '对了，你那辆面包车周日能借我们搬一下琴吗？'],
    ['', 'siyuan', '可以，不过只能下午，上午要骑车呀 😄'],
    ['', 'xiaoyu', '哈哈对，那就下午！']
  ]
}

export const BEN_AND_CHO: Scene<Name> = {
  place: { kind: 'direct', by: 'ben', other: 'cho' },
  unread: { cho: 1 },
  steps: [
    ['-7 22:05', 'ben', 'Bar 57 will be perfect next week.'],
    ['', 'cho', 'I’ll believe it in bar 58.'],
    ['20m', 'ben', 'About the van: which half do you have?']
  ]
}

export const NOTES: ReadonlyArray<Scene<Name>> = [
  {
    place: { kind: 'self', by: 'ana' },
    steps: [
      ['-8 09:30', 'ana', 'Hall: Mrs Oliveira, mornings only.'],
      ['-5 11:40', 'ana', 'St Anne’s\n- contract\n- tuner!!\n- 120 chairs (fold)\n- flowers?'],
      ['-2 10:10', 'ana', 'snooze = “adiar”? Sleep on it, ha.'],
      ['-1 08:20', 'ana', 'https://choir.example/programme/draft-3']
    ]
  },
  {
    place: { kind: 'self', by: 'xiaoyu' },
    steps: [
      ['-6 20:20', 'xiaoyu', '打气筒、备胎、两瓶水'],
      ['-4 09:35', 'xiaoyu', '海报：深蓝底，星星再大一点点（别告诉 Cho）']
    ]
  }
]
