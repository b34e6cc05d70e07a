import { expect, it } from 'vitest';
import { parsePlace, placeFault } from '../../../../src/core/names/place.ts';

const home = () => '/home/ada';

it.each([
  ['models', 'models'],
  ['~', '/home/ada'],
  ['~/models', '/home/ada/models'],
  ['s3://bucket', 's3://bucket'],
  ['s3://bucket/', 's3://bucket'],
  ['s3://bucket/a/b//', 's3://bucket/a/b'],
  ['s3://my.bucket-1/models v2/é', 's3://my.bucket-1/models v2/é'],
  ['./s3:', './s3:'],
])('%s is a place', (written, place) => {
  expect(parsePlace(written, home)).toBe(place);
});

it.each([
  's3://',
  's3:///prefix',
  's3://B/prefix',
  's3://bucket//prefix',
  's3://bucket/../other',
  's3://bucket/a/./b',
  's3://bucket/a?b',
  's3://bucket/a#b',
  's3://bucket/a\\b',
  's3://bucket/a\nb',
  's3://user:secret@bucket/prefix',
  'S3://bucket/prefix',
  'gs://bucket/prefix',
  'file:///models',
])('%j is none', (written) => {
  expect(placeFault(written)).toMatch(/s3:\/\/(BUCKET|models)/);
  expect(() => parsePlace(written, home)).toThrow(expect.objectContaining({ code: 'MREG_INVALID' }));
});
