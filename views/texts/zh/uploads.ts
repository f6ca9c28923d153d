import type { uploads as en } from '#views/texts/en/uploads.ts'

export const uploads: Readonly<Record<keyof typeof en, string>> = {
  'upload.chosen': '待发送的文件',
  'upload.remove': '移除“{name}”',
  'upload.alt': '描述这张图片（选填）',
  'upload.alt-of': '“{name}”的描述',
  'upload.original': '发送原图',
  'upload.original-hint': '保留完整尺寸，以及相机写入的信息，例如拍摄地点。',
  'upload.too-large': '“{name}”有 {size}，这里最多可发送 {max}。',
  'upload.too-many': '一条消息最多包含 {max} 个文件，有 {n} 个未加入。',
  'upload.progress': '{done} / {size}',
  'upload.waiting': '正在等待连接，恢复后会自动继续上传。',
  'upload.busy': '服务器要求稍候，之后会自动继续上传。',
  'upload.cut-off': '当前网络代替服务器作出了回应，之后会自动继续上传。',
  'upload.cut': '你的网络会切断大的上传，因此正以每段 {size} 分段发送。',
  'upload.unkept': '此浏览器无法保存该文件。发送完成前请不要关闭页面。',
  'upload.gone': '发送失败：“{name}”已不在此浏览器中，请重新选择。',
  'upload.blocked': '发送失败：你的网络（可能是防火墙）拒绝了文件。',
  'upload.again': '重新选择文件',
  'upload.stop': '取消',
  'upload.bytes': '{n} 字节',
  'upload.kb': '{n} kB',
  'upload.mb': '{n} MB',
  'upload.gb': '{n} GB'
}
