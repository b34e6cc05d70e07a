import { apiLink } from '../../api/request.ts';
import type { Version } from '../../api/types.ts';
import { Copy } from '../../parts/bits.tsx';

/** How a program gets this version, to be copied. */
export function LoadIt({
  version: { ref, type, model, version, number, metadata },
}: {
  readonly version: Version;
}) {
  const [file = 'FILE'] = metadata.model_artifact_files;
  const server = new URL('.', document.baseURI).href.replace(/\/$/, '');
  const address = `${location.origin}${apiLink(`/models/${type}/${model}/versions/${version}/files/${file}`)}`;
  const ways = [
    ['Shell', 'Its directory, if the registry is a folder of this machine', `cd "$(mreg path ${ref})"`],
    [
      'Python',
      'The model itself, every byte checked first',
      `import mreg\n\nmodel = mreg.Registry().load_model("${ref}")`,
    ],
    [
      'MLflow',
      'By its own client, from this server',
      `import mlflow\n\nmlflow.set_tracking_uri("${server}")\nmodel = mlflow.pyfunc.load_model("models:/${model}/${number}")`,
    ],
    ['curl', 'A file of it, from this server', `curl -O ${address}`],
  ] as const;
  return (
    <>
      {ways.map(([name, does, text]) => (
        <section key={name}>
          <h2>{name}</h2>
          <p class="soft">{does}</p>
          <Copy block text={text} label={`how to load it: ${name}`} />
        </section>
      ))}
    </>
  );
}
