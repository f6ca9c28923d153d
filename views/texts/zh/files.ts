import type { files as en } from '#views/texts/en/files.ts'

export const files: Readonly<Record<keyof typeof en, string>> = {
  'files.pictures': '{count, plural, =1 {图片} other {# 张图片}}',
  'files.videos': '{count, plural, =1 {视频} other {# 个视频}}',
  'files.voice': '语音消息 {length}',
  'files.voices': '{count, plural, =1 {语音消息} other {# 条语音消息}}',
  'files.several': '{count, plural, =1 {文件} other {# 个文件}}',
  'files.with-text': '{files} · {text}',
  'files.bytes': '{count, plural, other {# 字节}}',
  'files.kilobytes': '{count, number} KB',
  'files.megabytes': '{count, number} MB',
  'files.deleted': '文件已删除'
}
