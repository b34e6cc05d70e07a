import type { UnknownField } from '../../../generated/output.ts';

/** Fields of a condition that nothing has. */
export function UnknownFields({ fields }: { readonly fields: readonly UnknownField[] }) {
  if (fields.length === 0) return null;
  return (
    <div class="trouble" role="status">
      {fields.map(({ name, nearest }) => (
        <p key={name}>
          Nothing has a field {name}
          {nearest !== null && `; did you mean ${nearest}?`}
        </p>
      ))}
    </div>
  );
}
