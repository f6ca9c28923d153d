import type { held as en } from '#views/texts/en/delivery.ts'

export const held: Readonly<Record<keyof typeof en, string>> = {
  'held.reload': '刷新消息',
  'held.help': '新消息会自动出现，最新的在最上面。如果不再更新：',
  'held.blank': '这里没有消息？',
  'held.inline': '直接显示在本页',
  'done.resumed': '新消息刚才停止了自动更新，可能是连接中断。现在已经恢复。如果经常这样，请改用简洁版。',
  'held.no-frames': '你的浏览器不显示框架。',
  'held.open': '单独打开消息',
  'held.elsewhere': '其他新消息：',
  'held.elsewhere-count': '（{n}）',
  'held.elsewhere-more': '还有更多',
  'held.new-above': '以上是新消息',
  'held.new-count': '{count, plural, other {# 条新消息}}',
  'held.rests-yield': '打开的标签页太多，本页改为每 {seconds, plural, other {# 秒}}更新一次。关掉几个即可恢复。',
  'held.rests-busy': '服务器繁忙，本页会在 {seconds, plural, other {# 秒}}后再次更新。',
  'held.rests-drain': '服务器正在重启，本页会在 {seconds, plural, other {# 秒}}后再次更新。',
  'held.rests-fault': '出了点问题，本页会在 {seconds, plural, other {# 秒}}后再次更新。',
  'held.signed-out': '你已退出登录。',
  'held.sign-in': '重新登录',

  'byhand.show': '显示新消息',
  'byhand.wait': '等待新消息',
  'byhand.frame': '无脚本版',
  'byhand.blocked': '新消息无法自动出现：你的网络或浏览器禁用了框架。',
  'byhand.unblock': '重试',
  'byhand.nothing': '还没有新消息。',
  'byhand.yield': '打开的标签页太多，所以本页没有等待。请关掉几个，或稍后再试。',
  'byhand.busy': '服务器繁忙，所以本页没有等待，请稍后再试。',
  'byhand.drain': '服务器正在重启，请过几秒再试。',
  'byhand.draft': '保存草稿',
  'done.drafted': '草稿已保存。'
}
