import type { Layout } from './layout.ts';
import { join } from './place/paths.ts';

/** Each file is known by its digest, and two histories make no third: so git converts no line ends here, and leaves each file
 * of a merge as one side has it. */
const ATTRIBUTES = `# A registry of mreg: its files are compared byte by byte, and two histories cannot be merged line by line.
* -text -merge
`;

/** Keeps git from changing the registry's files, unless somebody has said what it should do.
 * @throws MREG_IO */
export async function putGitAttributes(layout: Layout): Promise<void> {
  await layout.place.create(join(layout.root, '.gitattributes'), Buffer.from(ATTRIBUTES));
}
