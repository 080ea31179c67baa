/**
 * The completion scripts for bash and zsh. The one for bash needs nothing but bash 3.2 and works with or without
 * bash-completion.
 */

/**
 * Asks `ts-reg complete` and evaluates nothing that was typed: `$(…)` on the line is text, and a candidate that could
 * be more than a word is quoted, as readline inserts it as it is. Readline replaces only what
 * follows the last `:` when COMP_WORDBREAKS has it, so candidates such as HOST:5000 lose what stands before
 * (bash manual, "Programmable Completion").
 */
export const bashCompletion = String.raw`# bash completion for ts-reg
__ts_reg_complete() {
    local line=${'$'}{COMP_LINE:0:COMP_POINT} cur='' typed='' candidate words
    IFS=$' \t' read -r -a words <<< "$line"
    case $line in
        *[[:space:]]) words+=('') ;;
        *) cur=${'$'}{words[${'$'}{#words[@]}-1]} ;;
    esac
    case $COMP_WORDBREAKS in
        *:*) case $cur in *:*) typed=${'$'}{cur%:*}: ;; esac ;;
    esac
    COMPREPLY=()
    while IFS= read -r candidate; do
        candidate=${'$'}{candidate%%$'\t'*}
        case $candidate in
            '' | :*) ;;
            "$cur"*)
                candidate=${'$'}{candidate#"$typed"}
                case $candidate in
                    *[!A-Za-z0-9_@%+=:,./*-]*) printf -v candidate %q "$candidate" ;;
                esac
                COMPREPLY+=("$candidate")
                ;;
        esac
    done < <(ts-reg complete -- "${'$'}{words[@]:1}" 2>/dev/null </dev/null)
}
complete -F __ts_reg_complete ts-reg
`;

/**
 * Asks `ts-reg complete` and evaluates nothing that was typed: `$(…)` on the line is text
 * (zshcompwid(1): `words` holds the line as it stands, `compadd -d` shows one text and inserts another).
 */
export const zshCompletion = String.raw`#compdef ts-reg
# zsh completion for ts-reg
_ts-reg() {
    local candidate value
    local -a values shown
    while IFS= read -r candidate; do
        value=${'$'}{candidate%%$'\t'*}
        case $value in
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
}
if [[ ${'$'}{funcstack[1]} == _ts-reg ]]; then
    _ts-reg
else
    compdef _ts-reg ts-reg
fi
`;
