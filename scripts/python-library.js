// The library's methods for Python: python/src/mreg/_library.py, from the class Registry and from what its requests may hold.

const HEAD = `"""The library's methods, as the child process answers them. Made by \`npm run generate\`; do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

Json = Any
"""What a method gives, as the schemas of \`mreg schema\` describe it."""


class Caller(Protocol):
    """Sends a call to mreg and gives its result. Raises a class of mreg.errors for what mreg refuses."""

    def __call__(self, method: str, params: Mapping[str, Any] | Sequence[str]) -> Json: ...


class Library:
    """Every method of the library. Members that are None are not sent."""

    def __init__(self, call: Caller) -> None:
        self._call = call
`;

/** What a rule expects, as a type of Python. */
const TYPES = {
  text: 'str',
  'true or false': 'bool',
  'a whole number from 0': 'int',
  'a number': 'float',
  'a list of texts': 'Sequence[str]',
  'an object': 'Mapping[str, Any]',
  'a list of objects': 'Sequence[Mapping[str, Any]]',
  'an object of texts': 'Mapping[str, str]',
  'an object of texts or null': 'Mapping[str, str | None]',
  'a value': 'Any',
  null: 'None',
};

const KEYWORDS = ['import', 'from', 'global', 'is'];

const snake = (name) => {
  const text = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return KEYWORDS.includes(text) ? `${text}_` : text;
};

function typeOf(expected) {
  if (TYPES[expected]) return TYPES[expected];
  if (expected.startsWith('one of '))
    return `Literal[${expected
      .slice(7)
      .split(', ')
      .map((word) => `"${word}"`)
      .join(', ')}]`;
  const parts = expected.split(' or ').map((part) => TYPES[part]);
  return parts.every(Boolean) ? parts.join(' | ') : 'Any';
}

/** Those that give or take streams or functions, and `versions`, which listVersions does as well. */
const LEFT_OUT = ['readVersionFile', 'readArtifact', 'writeArtifact', 'exists', 'versions'];

/** `methods` as scripts/reference-tables.js finds them. */
export function pythonLibrary(methods, shapes) {
  const wanted = methods.filter(({ name }) => !LEFT_OUT.includes(name));
  return HEAD + wanted.map((method) => one(method, shapes[method.name])).join('');
}

function one({ name, words, says }, shape) {
  const parameters = shape ? membersOf(shape) : words.map((word) => ({ word: snake(word), type: 'str' }));
  const [first, ...others] = shape && parameters[0]?.isOptional ? [undefined, ...parameters] : parameters;
  const declared = [
    'self',
    ...(first ? [declare(first)] : []),
    ...(shape && others.length > 0 ? ['*'] : []),
    ...others.map(declare),
  ];
  const given = shape
    ? `{${parameters.map(({ member, word }) => `"${member}": ${word}`).join(', ')}}`
    : `[${parameters.map(({ word }) => word).join(', ')}]`;
  return `
    def ${snake(name)}(${declared.join(', ')}) -> Json:
        """${says.replaceAll('\\', '\\\\')}"""
        return self._call("${name}", ${given})
`;
}

/** Those that must be given first. */
function membersOf(shape) {
  const members = Object.entries(shape).map(([member, { expected, optional }]) => ({
    member,
    word: snake(member),
    type: typeOf(expected),
    isOptional: optional === true,
  }));
  return members.sort((a, b) => a.isOptional - b.isOptional);
}

const declare = ({ word, type, isOptional }) =>
  isOptional
    ? `${word}: ${type === 'Any' || type.endsWith(' | None') ? type : `${type} | None`} = None`
    : `${word}: ${type}`;
