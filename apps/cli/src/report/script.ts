/**
 * Lets the reader filter and sort the ports; the page is whole without. It is written without `<` and
 * `&`, so that the page stays well-formed as XML.
 */
export const script = `
'use strict';
for (const table of document.querySelectorAll('table[data-sortable]')) {
  const bodies = Array.from(table.tBodies);
  const keyOf = (row, column) => row.cells[column]?.dataset.key ?? row.cells[column]?.textContent ?? '';
  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const isDown = head.getAttribute('aria-sort') === 'ascending';
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
      const compare = new Intl.Collator('en', { numeric: true }).compare;
      for (const body of bodies) {
        const rows = Array.from(body.rows).filter((row) => !row.classList.contains('group'));
        rows.sort((a, b) => (isDown ? -1 : 1) * compare(keyOf(a, column), keyOf(b, column)));
        body.append(...rows);
      }
    });
  });
}
const input = document.getElementById('filter');
if (input !== null) {
  const rows = Array.from(document.querySelectorAll('#ports tbody tr:not(.group)'));
  const count = document.getElementById('filter-count');
  input.parentElement.hidden = false;
  input.addEventListener('input', () => {
    const words = input.value.toLowerCase().split(' ').filter((word) => word !== '');
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    }
    count.textContent = words.length === 0 ? '' : shown + ' of ' + rows.length;
  });
}
`

/** The SHA-256 of the script in base64, for the page's Content-Security-Policy (CSP 3, 6.7.3.3). */
export const scriptHash = 'sha256-0JkctpHW37r31PR6musaetX7pRSjuL/B1UoU0jB3EpU='
