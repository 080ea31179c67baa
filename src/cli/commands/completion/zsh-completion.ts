/** The completion script for zsh, for a file `_ts-reg` in $fpath or for `source`. */

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
