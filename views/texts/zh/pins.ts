import type { pins as en } from '#views/texts/en/pins.ts'

export const pins: Readonly<Record<keyof typeof en, string>> = {
  'pin.title': '置顶消息',
  'pin.mark': '已置顶',
  'pin.last': '置顶',
  'pin.all': '所有置顶',
  'pin.by': '由“{name}”置顶',
  'pin.by-you': '由你置顶',
  'pin.none': '没有置顶消息',
  'pin.none-text': '在消息的菜单中选择“置顶”，大家就能在这里和聊天上方看到。',
  'pin.more': '更早置顶的',
  'line.pinned': '“{by}”置顶了{message}',
  'line.pinned-you': '你置顶了{message}',
  'line.pinned-message': '一条消息',
  'acts.pin': '置顶',
  'acts.unpin': '取消置顶'
}
