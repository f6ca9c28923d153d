/*
 * The look of the page, put on without a reload: somebody who tries skins on one page would have the others reload too often.
 *
 * Holdline.isLookAlone(element)   this patch changes nothing but the look; element: the patch, or null
 * Holdline.putOn(element)         takes sizes, motion and skin from the attributes of the patch
 */
(function (Holdline) {
  var dom = Holdline.dom
  var SIZES = ['data-text', 'data-spacing', 'data-motion']

  Holdline.isLookAlone = function (element) {
    return element !== null && element.getAttribute('data-others') === document.documentElement.getAttribute('data-others')
  }

  Holdline.putOn = function (element) {
    var scheme = dom.one('meta[name="color-scheme"]')
    var i
    for (i = 0; i < SIZES.length; i++) {
      if (element.hasAttribute(SIZES[i])) document.documentElement.setAttribute(SIZES[i], element.getAttribute(SIZES[i]))
      else document.documentElement.removeAttribute(SIZES[i])
    }
    if (scheme) scheme.setAttribute('content', element.getAttribute('data-scheme'))
    wear(element.getAttribute('data-skin'))
  }

  function wear (href) {
    var link = dom.byId('skin')
    if (href === null) return dom.remove(link)
    if (!link) {
      link = document.createElement('link')
      link.id = 'skin'
      link.rel = 'stylesheet'
      document.getElementsByTagName('head')[0].appendChild(link)
    }
    link.href = href
  }
})(this.Holdline = this.Holdline || {})
