/** The completion script for bash, which needs nothing but bash 3.2 and works with or without bash-completion. */

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
