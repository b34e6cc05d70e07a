import type { TransitionResult } from '../../generated/output.ts';
import type { Ui } from '../terminal/ui.ts';
import { gateTable } from './gate.ts';

/** The moves, a line each: `rl_agents/ppo@v1.1.0  Staging → Production`. */
export function transitionText(
  { moves, displaced, gates, passed = [], applied }: TransitionResult,
  ui: Ui,
  dryRun: boolean,
): string {
  const lines = moves.map(({ version, from, to }) =>
    !applied && !dryRun
      ? `${version.ref} is in ${ui.style.stage(to)}; nothing to change`
      : `${version.ref}  ${ui.style.stage(from)} → ${ui.style.stage(to)}`,
  );
  const [move] = moves;
  const archived = displaced.map(
    ({ ref, stage }) => `${ref}  ${ui.style.stage(move?.to ?? '')} → ${ui.style.stage(stage)}`,
  );
  const over = passed.map(({ version, because }) => `passed over ${version}: ${because}`);
  const report = gates.length > 0 ? [gateTable(gates, ui)] : [];
  return [
    ...lines,
    ...archived,
    ...over,
    ...report,
    ...(dryRun ? [ui.style.dim('dry run: nothing was changed')] : []),
  ].join('\n');
}
