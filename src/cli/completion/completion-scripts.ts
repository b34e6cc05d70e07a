import { nearest } from '../../core/names/nearest.ts';
import { MregError } from '../../errors.ts';

/** The script that makes a shell ask mreg.
 * @throws MREG_USAGE for another shell */
export function completionScript(shell: string): string {
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script !== undefined) return script.trim();
  const shells = Object.keys(SCRIPTS);
  throw new MregError('MREG_USAGE', `no completion for '${shell}'; the shells are ${shells.join(', ')}`, {
    hint: `mreg completion ${nearest(shell, shells) ?? shells[0]}`,
  });
}

/** bash breaks words at `@`, `:` and `=`, so what precedes the break is cut off what is offered. */
const BASH = `
_mreg() {
  local line="\${COMP_LINE:0:COMP_POINT}" cur out prefix word
  local -a words
  read -r -a words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  cur="\${words[-1]}"
  out="$(mreg __complete -- "\${words[@]:1}" 2>/dev/null)" || return 0
  if [[ "$out" == files ]]; then
    compopt -o default
    COMPREPLY=()
    return 0
  fi
  prefix="\${cur%"\${cur##*[@:=]}"}"
  COMPREPLY=()
  while IFS= read -r word; do
    [[ -n "$word" ]] && COMPREPLY+=("\${word#"$prefix"}")
  done < <(tail -n +2 <<< "$out")
}
complete -F _mreg mreg
`;

const ZSH = `
_mreg() {
  local -a lines
  lines=("\${(@f)$(mreg __complete -- "\${(@)words[2,$CURRENT]}" 2>/dev/null)}")
  if [[ "\${lines[1]}" == files ]]; then
    _files
    return
  fi
  shift lines
  (( \${#lines} )) && compadd -Q -a lines
}
compdef _mreg mreg
`;

const FISH = `
function __mreg_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l lines (mreg __complete -- $words[2..-1] 2>/dev/null)
  if test "$lines[1]" = files
    __fish_complete_path (commandline -ct)
  else if test (count $lines) -gt 1
    printf '%s\\n' $lines[2..-1]
  end
end
complete -c mreg -f -a '(__mreg_complete)'
`;

const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
