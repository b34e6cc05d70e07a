import type { TargetRequest } from '../../core/decide/registration/target.ts';
import type { JsonObject, JsonValue } from '../../core/json/index.ts';
import type { Evaluation } from '../../core/metadata/evaluation.ts';
import type { MetadataDocument } from '../../core/metadata/metadata.ts';
import type { Environment } from '../../provenance/upward.ts';
import type { ChangeOptions } from '../lifecycle/change.ts';

export interface RegisterRequest extends TargetRequest, ChangeOptions {
  /** A file or a directory, or several, which the version then holds side by side. A metadata.json in it is read and completed. */
  readonly source: string | readonly string[];
  /** Only files that match one of these patterns, as in a .gitignore, are registered. */
  readonly include?: readonly string[] | undefined;
  /** Files that match one of these are excluded; `!` includes files that are excluded by default or by the source's .mregignore. */
  readonly exclude?: readonly string[] | undefined;
  /** Follows links out of the source too; links inside it and inside a Hugging Face cache are always followed. */
  readonly followLinks?: boolean | undefined;
  /** The first stage (default: None). */
  readonly stage?: string | undefined;
  readonly aliases?: readonly string[] | undefined;
  /** References of the versions this one was derived from. */
  readonly parents?: readonly string[] | undefined;
  /** Metadata that wins over the source's own. */
  readonly metadata?: MetadataDocument | undefined;
  /** Metrics by dotted name; they win over all others. */
  readonly metrics?: Readonly<Record<string, JsonValue>> | undefined;
  /** Documents whose numbers are metrics. A document with more than numbers is kept whole in `evaluation_results`. */
  readonly evaluations?: readonly Evaluation[] | undefined;
  /** Hyperparameters; they win over those of `config`. */
  readonly parameters?: JsonObject | undefined;
  /** The file that the model was trained with; its values become the hyperparameters. */
  readonly config?: string | undefined;
  /** The version of the training data, or a path that DVC tracks, which stands for its digest. */
  readonly dataVersion?: string | undefined;
  /** `skip` answers with the version that has the same files, if there is one. */
  readonly ifExists?: 'fail' | 'skip' | undefined;
  /** `keep` registers a metadata.json of another tool as a file called metadata-original.json. */
  readonly foreignMetadata?: 'refuse' | 'keep' | undefined;
  /** Fails if there is no registry, instead of making one. */
  readonly mustExist?: boolean | undefined;
  /** Moves the source's files instead of copying them; they have to lie on the registry's file system. */
  readonly move?: boolean | undefined;
  /** The names of these members in errors: the file or the option that they come from (default: their own names). */
  readonly calls?: {
    readonly [Member in 'metadata' | 'metrics' | 'parameters']?: string | undefined;
  };
  /** Where the CI run's address is looked for. */
  readonly env?: Environment | undefined;
}
