import type { ownSettings as en } from '#views/texts/en/own-settings.ts'

export const ownSettings: Readonly<Record<keyof typeof en, string>> = {
  'own.title': '聊天选项',
  'own.open': '聊天选项',
  'own.pinned': '已置顶',
  'own.muted': '免打扰',
  'own.pin': '置顶',
  'own.unpin': '取消置顶',
  'own.pin-hint': '置顶的聊天会一直排在列表最前面。',
  'own.archive': '归档',
  'own.unarchive': '移出归档',
  'own.archive-hint': '归档的聊天单独列出。有新消息时会回到聊天列表，已设免打扰的除外。',
  'own.hide': '隐藏',
  'own.hide-hint': '标为已读并从列表中移除，有新消息时再出现。隐藏期间仍可搜索到。',
  'own.notify': '消息提醒',
  'own.notify-all': '所有消息',
  'own.notify-mentions': '仅提到我时',
  'own.notify-none': '不提醒（免打扰）',
  'own.mute-hours': '{hours, plural, =168 {1 周内不提醒} other {# 小时内不提醒}}',
  'own.muted-until': '{time} 前不提醒',
  'own.mute-hint': '不提醒时即为免打扰：没有提示音，未读消息也不计入总数。',
  'own.archived': '已归档的聊天',
  'own.archived-none': '没有已归档的聊天',
  'own.archived-none-text': '在聊天选项中归档，列表就会清爽些。',
  'own.next-unread': '下一个未读聊天'
}
