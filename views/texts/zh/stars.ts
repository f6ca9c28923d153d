import type { stars as en } from '#views/texts/en/stars.ts'

export const stars: Readonly<Record<keyof typeof en, string>> = {
  'star.title': '收藏的消息',
  'star.mark': '已收藏',
  'star.none': '还没有收藏的消息',
  'star.none-text': '在消息的菜单中选择“收藏”，就能在这里找到它。收藏只有你自己能看到。',
  'star.more': '更早收藏的',
  'acts.star': '收藏',
  'acts.unstar': '取消收藏'
}
