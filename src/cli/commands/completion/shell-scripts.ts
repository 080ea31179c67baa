/**
 * The completion scripts. They ask `ts-reg complete`, whose last line is `:0` when file names belong to the candidates.
 * None evaluates what was typed: `$(…)` on the line is text.
 */

/**
 * Needs nothing but bash 3.2, and works with or without bash-completion. A candidate that could be more than a word is
 * quoted, as readline inserts it as it is. Readline replaces only what follows the last `:` or `=` when COMP_WORDBREAKS
 * has it, so candidates such as HOST:5000 lose what stands before (bash manual, "Programmable Completion"). Names of
 * files alone are left to readline, which knows quotes and `~`; bash 3.2 has no compopt to ask it for them.
 */
const bashCompletion = String.raw`# bash completion for ts-reg
__ts_reg_offer() {
    local candidate=$1
    case $candidate in
        *[!A-Za-z0-9_@%+=:,./~*-]*) printf -v candidate %q "$candidate" ;;
    esac
    COMPREPLY+=("$candidate")
}
__ts_reg_complete() {
    local line=${'$'}{COMP_LINE:0:COMP_POINT} cur='' option='' typed='' part candidate words files=''
    IFS=$' \t' read -r -a words <<< "$line"
    case $line in
        *[[:space:]]) words+=('') ;;
        *) cur=${'$'}{words[${'$'}{#words[@]}-1]} ;;
    esac
    case $cur in --*=*) option=${'$'}{cur%%=*}= ;; esac
    case $COMP_WORDBREAKS in
        *=*) case $cur in *=*) typed=${'$'}{cur%=*}= ;; esac ;;
    esac
    case $COMP_WORDBREAKS in
        *:*) case $cur in *:*) part=${'$'}{cur%:*}:; [ ${'$'}{#part} -le ${'$'}{#typed} ] || typed=$part ;; esac ;;
    esac
    COMPREPLY=()
    while IFS= read -r candidate; do
        candidate=${'$'}{candidate%%$'\t'*}
        case $candidate in
            :0) files=yes ;;
            '' | :*) ;;
            *)
                candidate=$option$candidate
                case $candidate in "$cur"*) __ts_reg_offer "${'$'}{candidate#"$typed"}" ;; esac
                ;;
        esac
    done < <(ts-reg complete -- "${'$'}{words[@]:1}" 2>/dev/null </dev/null)
    [ -n "$files" ] || return 0
    if [ ${'$'}{#COMPREPLY[@]} -eq 0 ] && compopt -o default 2>/dev/null; then return 0; fi
    while IFS= read -r candidate; do
        if [ -d "$candidate" ]; then
            candidate=$candidate/
            compopt -o nospace 2>/dev/null
        fi
        candidate=$option$candidate
        __ts_reg_offer "${'$'}{candidate#"$typed"}"
    done < <(compgen -f -- "${'$'}{cur#"$option"}")
}
complete -F __ts_reg_complete ts-reg
`;

/** zshcompwid(1): `words` holds the line as it stands, `compadd -d` shows one text and inserts another. */
const zshCompletion = String.raw`#compdef ts-reg
# zsh completion for ts-reg
_ts-reg() {
    local candidate value files
    local -a values shown
    while IFS= read -r candidate; do
        value=${'$'}{candidate%%$'\t'*}
        case $value in
            :0) files=yes; continue ;;
            '' | :*) continue ;;
        esac
        values+=("$value")
        if [[ $candidate == *$'\t'?* ]]; then
            shown+=("$value  -- ${'$'}{candidate#*$'\t'}")
        else
            shown+=("$value")
        fi
    done < <(ts-reg complete -- "${'$'}{(@)words[2,CURRENT]}" 2>/dev/null </dev/null)
    if [[ $PREFIX == -*=* ]]; then
        compset -P '*='
    fi
    compadd -l -d shown -a values
    if [[ -n $files ]]; then
        _files
    fi
}
if [[ ${'$'}{funcstack[1]} == _ts-reg ]]; then
    _ts-reg
else
    compdef _ts-reg ts-reg
fi
`;

/** fish, complete(1): each line that the function prints is a candidate, its description behind a tab. */
const fishCompletion = String.raw`# fish completion for ts-reg
function __ts_reg_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l option (string match -r -- '^--[^=]*=' "$current")
    for line in (ts-reg complete -- $words[2..-1] "$current" 2>/dev/null </dev/null)
        switch "$line"
            case ':0'
                for file in (__fish_complete_path (string replace -- "$option" '' "$current"))
                    printf '%s%s\n' "$option" "$file"
                end
            case '' ':*'
            case '*'
                printf '%s%s\n' "$option" "$line"
        end
    end
end
complete -c ts-reg -e
complete -c ts-reg -f -a '(__ts_reg_complete)'
`;

/** By the name of the shell. */
export const completionScripts: ReadonlyMap<string, string> = new Map([
  ['bash', bashCompletion],
  ['zsh', zshCompletion],
  ['fish', fishCompletion],
]);
