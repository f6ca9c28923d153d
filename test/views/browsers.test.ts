import t from 'tap'
import { browserName } from '#views/account/browsers.ts'
import { sayIn, wishedLanguage } from '#views/parts/language.ts'

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/114.0.5735.196'

/** User agents of real browsers, with the names in English and Chinese. */
const AGENTS: readonly [agent: string, en: string, zh: string][] = [
  [`Mozilla/5.0 (Linux; U; Android 13; zh-cn; PFFM10 Build/TP1A) ${CHROME} MQQBrowser/14.4 Mobile Safari/537.36 COVC/046527`, 'QQ Browser on Android', 'QQ 浏览器（Android）'],
  ['Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.71 Safari/537.36 Core/1.94.192.400 QQBrowser/11.5.5250.400', 'QQ Browser on Windows', 'QQ 浏览器（Windows）'],
  ['Mozilla/5.0 (Linux; Android 10; HarmonyOS; ELE-AL00; HMSCore 6.13.0.302) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.5735.196 HuaweiBrowser/15.0.4.312 Mobile Safari/537.36', 'Huawei Browser on HarmonyOS', '华为浏览器（HarmonyOS）'],
  [`Mozilla/5.0 (Linux; Android 12; M2012K11AC Build/SKQ1) ${CHROME} MMWEBID/5431 MicroMessenger/8.0.42.2460(0x28002A35) WeChat/arm64 Weixin NetType/WIFI`, 'WeChat on Android', '微信（Android）'],
  ['Mozilla/5.0 (Linux; Android 7.1) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/57.0 MQQBrowser/6.2 TBS/044030 Mobile Safari/537.36 MicroMessenger/6.6.7', 'WeChat on Android', '微信（Android）'],
  [`Mozilla/5.0 (Linux; U; Android 11; en-US; RMX2001) ${CHROME} UCBrowser/13.4.0.1306 Mobile Safari/537.36`, 'UC Browser on Android', 'UC 浏览器（Android）'],
  [`Mozilla/5.0 (Linux; U; Android 13; zh-cn; 22081212C Build/TKQ1) ${CHROME} Mobile Safari/537.36 XiaoMi/MiuiBrowser/17.8.90`, 'Mi Browser on Android', '小米浏览器（Android）'],
  ['Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/22.0 Chrome/111.0.5563.116 Mobile Safari/537.36', 'Samsung Internet on Android', '三星浏览器（Android）'],
  [`Mozilla/5.0 (Linux; U; Android 13; zh-cn; V2183A) ${CHROME} VivoBrowser/15.5.0.0 Mobile Safari/537.36`, 'vivo Browser on Android', 'vivo 浏览器（Android）'],
  ['Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/29.3709; U; en) Presto/2.8.119 Version/11.10', 'Opera Mini', 'Opera Mini'],
  ['Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1)', 'Internet Explorer on Windows', 'Internet Explorer（Windows）'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/119.0 Mobile/15E148 Safari/604.1', 'Chrome on iOS', 'Chrome（iOS）'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0', 'Firefox on Linux', 'Firefox（Linux）'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0', 'Edge on Windows', 'Edge（Windows）']
]

t.test('B25 browsers are named as their users know them, in their language', async t => {
  for (const [agent, en, zh] of AGENTS) {
    t.equal(browserName(sayIn('en'), 'en', agent), en)
    t.equal(browserName(sayIn('zh'), 'zh', agent), zh)
  }
  t.equal(browserName(sayIn('en'), 'en', `<b>${'x'.repeat(6_000)}`).length, 60)
})

t.test('B25 Chinese is recognised however its tag is written', async t => {
  for (const header of ['zh', 'ZH', 'zh-CN', 'zh_CN', 'zh-Hans-CN', 'zh-Hans_CN', 'ZH_hant_tw', 'fr;q=0.9, zh_CN;q=0.8, en;q=0.7', ' zh_CN , en']) {
    t.equal(wishedLanguage(header), 'zh', header)
  }
  for (const header of ['en_US', 'EN', 'en-GB,zh_CN;q=0.5']) t.equal(wishedLanguage(header), 'en', header)
  for (const header of ['zhx', '_', 'fr_FR', '', undefined]) t.equal(wishedLanguage(header), null, String(header))
})
