import type { watched as english } from '#views/texts/en/wire/watched.ts'

export const watched: Readonly<Record<keyof typeof english, string>> = {
  'watched.title': '发往 {address} 的请求',
  'watched.browsers': '浏览器',
  'watched.run': '一致性测试',
  'watched.run-text': '一致性测试工具对 {address} 演练的每一幕，以及其中的请求。',
  'watched.run-none': '还没有测试。这样开始：',
  'watched.counts': '{held} 项遵守，{broken} 项违反，{unseen} 项看不到，{open} 项待测。',
  'watched.broken-scenes': '违反的规则',
  'watched.rules': '全部规则',
  'watched.rule': '规则',
  'watched.promise': '承诺',
  'watched.via': '途经',
  'watched.outcome': '结果',
  'watched.to-come': '待测',
  'watched.playing': '进行中',
  'watched.held': '遵守',
  'watched.broken': '违反',
  'watched.not-visible': '看不到',
  'watched.directly': '无代理',
  'watched.broken-by': '见请求 {n}。',
  'watched.culprit': '标出的请求是第一个本身违反承诺的请求；如果没有，则是测试工具放弃之前最后一个得到应答的请求。',
  'watched.dropped': '为了给新的请求腾出空间，这里的请求已删除。',
  'watched.none-asked': '没有发出请求。',
  'watched.as-json': 'JSON 格式'
}
