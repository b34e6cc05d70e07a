import { describe, expect, it } from 'vitest';
import { breakable, markup, multiline, raw, said, shorten } from '../../../../src/render/report/markup.ts';

describe('markup', () => {
  it('escapes what it is given, in text and in attributes', () => {
    const hostile = `</script><img src=x onerror="alert(1)">'\``;
    const text = markup`<p title="${hostile}">${hostile}</p>`.text;
    expect(text).toBe(
      '<p title="&lt;/script&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&#96;">' +
        '&lt;/script&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&#96;</p>',
    );
  });

  it('shows what cannot be seen or reorders a line', () => {
    expect(markup`${'a\u202eb\u0000\u2066'}`.text).toBe('a\\u202eb\\x00\\u2066');
    expect(multiline('a\nb\u2028ü').text).toBe('<bdi>a\nb\\u2028ü</bdi>');
  });

  it('takes markup as it is, lists of it, and nothing for undefined and false', () => {
    expect(markup`${raw('<b>')}${['<', markup`<i>`, 3]}${undefined}${false}`.text).toBe('<b>&lt;<i>3');
  });

  it('isolates words that are written from right to left', () => {
    expect(said('سهم').text).toBe('<bdi>سهم</bdi>');
    expect(said('stock & co').text).toBe('stock &amp; co');
  });

  it('lets a name break where its words end, and escapes it all the same', () => {
    expect(breakable('max_<b>').text).toBe('max_<wbr>&lt;b&gt;');
  });

  it('cuts a text without cutting a character', () => {
    expect(shorten('abc', 3)).toBe('abc');
    expect(shorten('abcd', 3)).toBe('ab…');
    expect(shorten('a😀😀', 3)).toBe('a…');
  });
});
