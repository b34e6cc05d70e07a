import { expect, it } from 'vitest';
import { partsOf, textOf, textsOf, toXml } from '../../../../../src/store/place/bucket/xml.ts';

const LISTING = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Prefix/><IsTruncated>true</IsTruncated>
<Contents><Key>a&amp;b&lt;c&#10;d&#x41;&quot;&unknown;</Key><Size>3</Size></Contents>
<Contents>
  <Key>e</Key>
  <Size>0</Size>
</Contents>
<CommonPrefixes><Prefix>f/</Prefix></CommonPrefixes></ListBucketResult>`;

it('reads what a store lists', () => {
  expect(partsOf(LISTING, 'Contents').map((part) => [textOf(part, 'Key'), textOf(part, 'Size')])).toEqual([
    ['a&b<c\ndA"&unknown;', '3'],
    ['e', '0'],
  ]);
  expect(partsOf(LISTING, 'CommonPrefixes').flatMap((part) => textsOf(part, 'Prefix'))).toEqual(['f/']);
  expect(textOf(LISTING, 'IsTruncated')).toBe('true');
  expect(textOf(LISTING, 'NextContinuationToken')).toBeUndefined();
});

it('writes text that is read as it was', () => {
  expect(textOf(`<ETag>${toXml('"a&b<c>"')}</ETag>`, 'ETag')).toBe('"a&b<c>"');
});
