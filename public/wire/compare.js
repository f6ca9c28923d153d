/*
 * The calculator of the page that compares ways to wait: a slider beside each number, and results that follow at once. The form stays as it
 * is where sliders are unknown.
 */
(function () {
  function element (name) { return document.getElementById('compare-' + name) }

  function text (number) {
    try {
      return number.toLocaleString(element('load').getAttribute('data-language'), { minimumFractionDigits: 1, maximumFractionDigits: 1 })
    } catch (e) {
      return number.toFixed(1)
    }
  }

  function calculate () {
    var hold = +element('hold').value
    var people = +element('people').value
    var us = +element('load').getAttribute('data-us')
    if (!(hold > 0 && people > 0)) return
    var rows = element('loads').getElementsByTagName('tr')
    for (var at = 1; at < rows.length; at++) {
      var requests = people / (+rows[at].getAttribute('data-every') || hold)
      var cells = rows[at].getElementsByTagName('td')
      cells[0].firstChild.nodeValue = text(requests)
      cells[1].firstChild.nodeValue = text(requests * us / 1e4) + ' %'
    }
  }

  function addSlider (name) {
    var field = element(name)
    var slider = document.createElement('input')
    slider.setAttribute('type', 'range')
    if (slider.type !== 'range') return
    slider.min = field.min
    slider.max = field.max
    slider.value = field.value
    slider.setAttribute('aria-label', field.parentNode.getElementsByTagName('label')[0].firstChild.nodeValue)
    slider.oninput = slider.onchange = function () {
      field.value = slider.value
      calculate()
    }
    field.oninput = function () {
      slider.value = field.value
      calculate()
    }
    field.parentNode.appendChild(slider)
  }

  function addSliders () {
    if (!element('load')) return
    addSlider('hold')
    addSlider('people')
  }

  addSliders()
  document.addEventListener('boarddrawn', addSliders)
})()
