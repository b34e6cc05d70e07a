import { BASE } from '../address.ts';
import { Title } from '../parts/title.tsx';

export function Nowhere() {
  return (
    <>
      <Title text="Nothing is here" />
      <p>
        No view has this address. <a href={BASE}>The models</a> are a good place to begin.
      </p>
    </>
  );
}
