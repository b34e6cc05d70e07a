import type { Detector } from './open.ts';
import { framework } from './open.ts';
import { torchOrElegantRl } from './pickle.ts';
import { zipMembers } from './zip.ts';

const MEMBER_LIMIT = 64 * 1024;
const TORCH = /^[^/]+\/(data\.pkl|data\/\d+)$|(^|\/)(archive_format|serialized_exported_program\.json)$/;

/** The zip archives of Stable-Baselines3, Keras 3 and PyTorch (1.6 and later, TorchScript, exported programs). */
export const archive: Detector = async (file) => {
  const members = await zipMembers(file);
  const read = async (name: string) => (await members.get(name)?.(MEMBER_LIMIT))?.toString('latin1') ?? '';

  if (members.has('_stable_baselines3_version') && members.has('data')) {
    return framework('stable-baselines3', (await read('_stable_baselines3_version')).trim());
  }
  if (members.has('metadata.json') && members.has('config.json')) {
    const version = /"keras_version":\s*"([^"]*)"/.exec(await read('metadata.json'))?.[1];
    return version === undefined ? undefined : framework('keras', version);
  }
  const names = [...members.keys()];
  if (!names.some((name) => TORCH.test(name))) return undefined;
  return torchOrElegantRl(await read(names.find((name) => /^[^/]+\/data\.pkl$/.test(name)) ?? ''));
};
