import type { emoji as en } from '#views/texts/en/emoji.ts'

export const emoji: Readonly<Record<keyof typeof en, string>> = {
  'emoji.title': '表情',
  'emoji.react': '用表情回应',
  'emoji.any': '更多表情',
  'emoji.search': '搜索表情',
  'emoji.groups': '表情分类',
  'emoji.found': '“{query}”的表情',
  'emoji.none': '没有找到表情。换个中文或英文的词试试。',
  'emoji.recent': '最近使用',
  'emoji.complete': '按名称选择表情',
  'emoji.smileys': '笑脸与情感',
  'emoji.people': '人物与手势',
  'emoji.nature': '动物与自然',
  'emoji.food': '食物与饮料',
  'emoji.travel': '旅行与地点',
  'emoji.activities': '活动',
  'emoji.objects': '物品',
  'emoji.symbols': '符号',
  'emoji.flags': '旗帜'
}
