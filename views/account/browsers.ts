import type { Language } from '#domain/account/settings.ts'
import type { Say } from '#views/parts/language.ts'

type Name = string | Readonly<Record<Language, string>>

// Enough to recognise a browser of one's own; decides nothing. The first match counts, since browsers built on another one
// name that one too.
const BROWSERS: ReadonlyArray<[RegExp, Name]> = [
  [/MicroMessenger\//i, { en: 'WeChat', zh: '微信' }], [/DingTalk\//, { en: 'DingTalk', zh: '钉钉' }], [/ QQ\//, 'QQ'],
  [/MQQBrowser|QQBrowser/, { en: 'QQ Browser', zh: 'QQ 浏览器' }],
  [/HuaweiBrowser\//, { en: 'Huawei Browser', zh: '华为浏览器' }], [/MiuiBrowser\//, { en: 'Mi Browser', zh: '小米浏览器' }],
  [/HeyTapBrowser\/|OppoBrowser\//, { en: 'OPPO Browser', zh: 'OPPO 浏览器' }], [/VivoBrowser\//, { en: 'vivo Browser', zh: 'vivo 浏览器' }],
  [/SamsungBrowser\//, { en: 'Samsung Internet', zh: '三星浏览器' }], [/Quark\//, { en: 'Quark', zh: '夸克' }],
  [/UCBrowser|UBrowser\/|UCWEB/, { en: 'UC Browser', zh: 'UC 浏览器' }],
  [/baiduboxapp|BIDUBrowser|baidubrowser/i, { en: 'Baidu', zh: '百度' }], [/QHBrowser|QihooBrowser|360SE|360EE/, { en: '360 Browser', zh: '360 浏览器' }],
  [/MetaSr|Sogou/, { en: 'Sogou Browser', zh: '搜狗浏览器' }], [/Maxthon|MxBrowser/, { en: 'Maxthon', zh: '傲游浏览器' }],
  [/YaBrowser\//, 'Yandex Browser'], [/Vivaldi\//, 'Vivaldi'], [/Silk\//, 'Amazon Silk'], [/DuckDuckGo\//, 'DuckDuckGo'],
  [/Opera Mini/, 'Opera Mini'], [/Edg(?:e|A|iOS)?\//, 'Edge'], [/OPR\/|OPiOS|OPT\/|Opera/, 'Opera'], [/SeaMonkey\//, 'SeaMonkey'],
  [/PaleMoon\//, 'Pale Moon'], [/Firefox\/|FxiOS\//, 'Firefox'], [/Chrom(?:e|ium)\/|CriOS\//, 'Chrome'], [/Safari\//, 'Safari'],
  [/Trident\/|MSIE/, 'Internet Explorer'], [/NetSurf/, 'NetSurf'], [/Dillo/, 'Dillo'], [/w3m/, 'w3m'], [/Lynx/, 'Lynx'],
  [/Links|ELinks/, 'Links'], [/curl\//, 'curl']
]
const SYSTEMS: ReadonlyArray<[RegExp, string]> = [
  [/Windows Phone/, 'Windows Phone'], [/HarmonyOS|OpenHarmony/, 'HarmonyOS'], [/KAIOS/, 'KaiOS'], [/Android/, 'Android'], [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/CrOS/, 'ChromeOS'], [/Linux|X11/, 'Linux']
]
/** Length at which the text of an unknown browser is cut. */
const UNKNOWN_MAX_CHARS = 60

/** Returns a browser as its users call it, by its `User-Agent`. */
export function browserName (say: Say, language: Language, userAgent: string): string {
  const found = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1]
  if (found === undefined) return userAgent === '' ? say('sessions.unknown') : userAgent.slice(0, UNKNOWN_MAX_CHARS)
  const browser = typeof found === 'string' ? found : found[language]
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1]
  return system === undefined ? browser : say('sessions.on', { browser, system })
}
