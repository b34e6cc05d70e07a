/** Sorts and filters tables, and shows the newest end of a long lineage; without it all is there, in its first order. */
export const SCRIPT = `
'use strict';
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const sign = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', sign === 1 ? 'ascending' : 'descending');
      const keyOf = (row) => {
        const cell = row.cells[column];
        return cell.dataset.v === undefined ? cell.textContent.trim() : cell.dataset.v;
      };
      const rows = [...body.rows].map((row) => ({ row, key: keyOf(row) }));
      const numeric = rows.every(({ key }) => key === '' || !Number.isNaN(Number(key)));
      const order = new Intl.Collator('en', { numeric: true });
      rows.sort((a, b) => {
        if ((a.key === '') !== (b.key === '')) return a.key === '' ? 1 : -1;
        return sign * (numeric ? Number(a.key) - Number(b.key) : order.compare(a.key, b.key));
      });
      body.append(...rows.map(({ row }) => row));
    });
  });
}
for (const tools of document.querySelectorAll('[data-filter]')) {
  const rows = [...document.getElementById(tools.dataset.filter).tBodies[0].rows];
  const search = Object.assign(document.createElement('input'), { type: 'search', placeholder: 'Filter' });
  search.setAttribute('aria-label', 'Filter the versions by text');
  const select = document.createElement('select');
  select.setAttribute('aria-label', 'Filter the versions by stage');
  const here = new Set(rows.map((row) => row.dataset.stage));
  select.append(new Option('All stages', ''));
  for (const stage of here) select.append(new Option(stage, stage));
  const found = document.createElement('output');
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const filter = () => {
    const words = search.value.toLowerCase().split(/\\s+/);
    let shown = 0;
    rows.forEach((row, at) => {
      row.hidden =
        (select.value !== '' && row.dataset.stage !== select.value) ||
        !words.every((word) => texts[at].includes(word));
      if (!row.hidden) shown += 1;
    });
    found.textContent = shown === rows.length ? '' : shown + ' of ' + rows.length;
  };
  search.addEventListener('input', filter);
  select.addEventListener('change', filter);
  tools.append(search, select, found);
}
// The newest versions are at the right.
for (const graph of document.querySelectorAll('.model .lineage')) graph.parentElement.scrollLeft = graph.parentElement.scrollWidth;
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});
`;
