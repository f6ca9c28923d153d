import type { shell as en } from '#views/texts/en/site.ts'

export const shell: Readonly<Record<keyof typeof en, string>> = {
  'time.today': '今天',
  'time.yesterday': '昨天',
  'time.yesterday-at': '昨天 {time}',

  'skip.stage': '跳到正文',
  'mode.plain': '简洁版',
  'mode.frame': '无脚本版',
  'mode.live': '实时版',
  'nav.label': '主导航',
  'nav.conversations': '聊天',
  'nav.contacts': '联系人',
  'nav.settings': '设置',
  'nav.me': '已登录：{name}',
  'nav.back': '返回',
  'stage.label': '正文',
  'side.label': '详情',
  'side.close': '关闭详情',
  'list.comma': '、',
  'form.save': '保存',

  'switch.title': '跳转到',
  'switch.label': '聊天、联系人或页面',
  'switch.commands': '页面与操作',
  'switch.everyone': '本站所有人',
  'switch.choose': '选择',
  'switch.open': '打开',
  'switch.close': '关闭',

  'connection.reconnecting': '正在重新连接…现在发送的消息会在恢复后自动发出。',
  'connection.proxy': '收到的不是服务器的响应，可能是代理或网络登录页。请先在新标签页登录网络。',
  'failed.text': '页面出错，已停止自动更新；链接和表单仍可使用。',
  'failed.again': '刷新页面',

  'connection.page-waits': '没有连接，恢复后才能打开这个页面。',
  'connection.form-waits': '没有连接，内容尚未提交，仍保留在页面上。',
  'connection.retry': '立即重试'
}
