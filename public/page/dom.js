/*
 * The DOM calls that old and new browsers share: `Holdline.dom`.
 */
(function (Holdline) {
  var dom = Holdline.dom = {}

  // htmx needs it, and starts after this, when the document is ready.
  try {
    if (!NodeList.prototype.forEach) NodeList.prototype.forEach = Array.prototype.forEach
  } catch (error) {}

  dom.now = function () {
    return new Date().getTime()
  }

  dom.byId = function (id) {
    return document.getElementById(id)
  }

  /** An array: it stays the same while the document changes. */
  dom.all = function (selector, root) {
    var found = (root || document).querySelectorAll(selector)
    var list = []
    var i
    for (i = 0; i < found.length; i++) list.push(found[i])
    return list
  }

  dom.one = function (selector, root) {
    return (root || document).querySelector(selector)
  }

  /** The element itself or the nearest ancestor with the attribute (of that value, when one is given); null when none has it. */
  dom.above = function (element, name, value) {
    while (element && element.nodeType === 1) {
      if (element.hasAttribute(name) && (value === undefined || element.getAttribute(name) === value)) return element
      element = element.parentNode
    }
    return null
  }

  dom.remove = function (element) {
    if (element && element.parentNode) element.parentNode.removeChild(element)
  }

  // The attribute, not the property: in IE 9 and 10 only the style sheet knows [hidden].
  dom.show = function (element, isShown) {
    if (!element) return
    if (isShown) element.removeAttribute('hidden')
    else element.setAttribute('hidden', '')
  }

  /** Fills the elements that only the script shows (`data-live`), each once. */
  dom.enliven = function () {
    var places = dom.all('[data-live]')
    var i
    for (i = 0; i < places.length; i++) {
      places[i].innerHTML = places[i].getAttribute('data-live')
      places[i].removeAttribute('data-live')
    }
  }

  dom.number = function (element, name) {
    var text = element ? element.getAttribute(name) : null
    return text === null || text === '' ? null : Number(text)
  }

  /** A number as the page's language writes it, its thousands apart. */
  dom.grouped = function (number) {
    try {
      return number.toLocaleString(document.documentElement.lang || undefined)
    } catch (error) {
      return String(number)
    }
  }

  /** A sentence of #texts, or of `holder`, in the reader's language, with its {slots} filled; '' when there is none. */
  dom.text = function (name, slots, holder) {
    var texts = holder || dom.byId('texts')
    var text = texts ? texts.getAttribute('data-' + name) || '' : ''
    var slot
    for (slot in slots) text = text.split('{' + slot + '}').join(slots[slot])
    return text
  }

  /** The sentence for a refusal of this code; '' when there is none. */
  dom.refusal = function (code) {
    return dom.text('refused-' + code.toLowerCase().split('_').join('-'))
  }

  dom.slot = function (root, name, text) {
    var slot = dom.one('[data-slot="' + name + '"]', root)
    if (slot) slot.textContent = text
  }
})(this.Holdline = this.Holdline || {})
