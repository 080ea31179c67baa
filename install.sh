#!/bin/sh
# Installs the standalone executable of ts-reg from a release: picks the file for this system, checks its SHA-256 and,
# where it can, the signature of the checksums, and puts `ts-reg` and `docker-credential-ts-reg` into a folder of yours.
# Needs no root. POSIX sh; uses curl or wget, gunzip, and sha256sum, shasum or openssl.
#
#   sh install.sh --url https://HOST/PATH/OF/THE/RELEASE [--to FOLDER]
set -eu

usage() {
  cat <<'TEXT'
Usage: sh install.sh --url URL [--to FOLDER] [--minisign-key KEY]
       sh install.sh --url URL [--to FOLDER] --cosign-identity NAME --cosign-issuer URL

Installs the executable of ts-reg from the release files at URL.

  --url URL               where the files of a release are (or TS_REG_RELEASE_URL)
  --to FOLDER             where the programs go (or TS_REG_INSTALL_DIR; default: ~/.local/bin)
  --minisign-key KEY      require SHA256SUMS.minisig to be signed with KEY, a minisign public key
                          (or TS_REG_MINISIGN_KEY)
  --cosign-identity NAME  require SHA256SUMS.sigstore.json to be signed by NAME (or TS_REG_COSIGN_IDENTITY)
  --cosign-issuer URL     the issuer of that identity (or TS_REG_COSIGN_ISSUER)
  --help                  print this text
TEXT
}

# fail MESSAGE [HINT]
fail() {
  printf 'Error: %s\n' "$1" >&2
  if [ $# -gt 1 ]; then printf 'hint: %s\n' "$2" >&2; fi
  exit 1
}

wrong_use() {
  printf 'Error: %s\nhint: sh install.sh --help\n' "$1" >&2
  exit 2
}

have() { command -v "$1" >/dev/null 2>&1; }

# The asset for this system, without the ending: ts-reg-OS-ARCHITECTURE.
asset_name() {
  system=$(uname -s)
  machine=$(uname -m)
  case $system in
    Linux) os=linux ;;
    Darwin) os=darwin ;;
    *) fail "there is no executable for $system" 'with Node 20 or later: npm install --global ./ts-reg-VERSION.tgz' ;;
  esac
  case $machine in
    x86_64 | amd64) architecture=x64 ;;
    aarch64 | arm64) architecture=arm64 ;;
    *) fail "there is no executable for $system on $machine" 'with Node 20 or later: npm install --global ./ts-reg-VERSION.tgz' ;;
  esac
  # A shell that runs translated on an Apple silicon machine says x86_64.
  if [ "$os" = darwin ] && [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || true)" = 1 ]; then architecture=arm64; fi
  if [ "$os" = linux ] && is_musl; then
    fail 'this system uses musl instead of glibc, and the executable needs glibc' \
      'with Node 20 or later: npm install --global ./ts-reg-VERSION.tgz'
  fi
  if [ "$os-$architecture" = linux-x64 ] && [ -r /proc/cpuinfo ] && ! grep -qw avx2 /proc/cpuinfo; then
    fail 'this processor has no AVX2, which the executable needs' \
      'with Node 20 or later: npm install --global ./ts-reg-VERSION.tgz'
  fi
  printf 'ts-reg-%s-%s\n' "$os" "$architecture"
}

# ldd is musl's or glibc's own; without it the loader tells.
is_musl() {
  case $(ldd --version 2>&1 || true) in
    *musl*) return 0 ;;
    *GLIBC* | *GNU*) return 1 ;;
  esac
  for loader in /lib/ld-musl-*; do
    if [ -e "$loader" ]; then return 0; fi
  done
  return 1
}

# Only https, except to this machine itself.
check_url() {
  case $1 in
    https://?*) ;;
    http://127.0.0.1 | http://127.0.0.1[:/]* | http://localhost | http://localhost[:/]* | 'http://[::1]'*) ;;
    *) wrong_use "the release URL must begin with https://, not $1" ;;
  esac
  case $1 in
    *[!A-Za-z0-9:/._~%@+=,\[\]-]*) wrong_use 'the release URL has a character that no release URL has' ;;
    *://*@*) wrong_use 'the release URL must not contain a user or password' ;;
  esac
}

# download NAME: to the folder $work. Returns 44 when the server does not have it.
download() {
  if have curl; then
    status=$(curl --silent --show-error --location --proto '=http,https' --proto-redir '=https' --connect-timeout 20 \
      --max-time 900 --retry 2 --output "$work/$1" --write-out '%{http_code}' "$url/$1") ||
      fail "cannot download $url/$1" "curl --head $url/$1"
    case $status in
      200) ;;
      404) rm -f "$work/$1"; return 44 ;;
      *) fail "cannot download $url/$1: the server answered $status" "curl --head $url/$1" ;;
    esac
  elif have wget; then
    if ! wget -q -T 60 -O "$work/$1" "$url/$1" 2>"$work/wget.log"; then
      rm -f "$work/$1"
      # wget ends with 8 for every refusal of the server; busybox's says the status in its message.
      return 44
    fi
  else
    fail 'neither curl nor wget is installed'
  fi
}

sha256_of() {
  if have sha256sum; then sha256sum <"$1" | cut -d ' ' -f 1
  elif have shasum; then shasum -a 256 <"$1" | cut -d ' ' -f 1
  elif have openssl; then openssl dgst -sha256 -r <"$1" | cut -d ' ' -f 1
  else fail 'none of sha256sum, shasum and openssl is installed, so that the download cannot be checked'
  fi
}

# expected_sum NAME: what SHA256SUMS says; exactly one line names the file.
expected_sum() {
  awk -v name="$1" '$2 == name || $2 == "*" name { sum = $1; lines++ } END { if (lines == 1) print sum }' "$work/SHA256SUMS"
}

# check_sum NAME
check_sum() {
  expected=$(expected_sum "$1")
  case $expected in
    *[!0-9a-f]* | '') fail "SHA256SUMS at $url names no checksum for $1" "curl $url/SHA256SUMS" ;;
  esac
  found=$(sha256_of "$work/$1")
  if [ "$found" != "$expected" ]; then
    fail "$1 is not the file that SHA256SUMS names: expected $expected, found $found" \
      "nothing was installed; the download may be incomplete or changed. Try again, or ask the publisher of $url"
  fi
}

# The signature is checked when the caller said by whom it must be; then nothing less will do.
check_signature() {
  if [ -n "$minisign_key" ]; then
    have minisign || fail 'minisign is not installed, and --minisign-key asks for its check' 'apt-get install minisign, or brew install minisign'
    download SHA256SUMS.minisig || fail "the release at $url has no SHA256SUMS.minisig"
    minisign -V -q -P "$minisign_key" -m "$work/SHA256SUMS" -x "$work/SHA256SUMS.minisig" >"$work/signature.log" 2>&1 ||
      fail "the signature of SHA256SUMS is not valid for this minisign key: $(tail -n 1 "$work/signature.log")"
    signed='signed (minisign)'
  elif [ -n "$cosign_identity$cosign_issuer" ]; then
    if [ -z "$cosign_identity" ] || [ -z "$cosign_issuer" ]; then
      wrong_use '--cosign-identity and --cosign-issuer need each other'
    fi
    have cosign || fail 'cosign is not installed, and --cosign-identity asks for its check' 'brew install cosign, or see https://docs.sigstore.dev'
    download SHA256SUMS.sigstore.json || fail "the release at $url has no SHA256SUMS.sigstore.json"
    cosign verify-blob --bundle "$work/SHA256SUMS.sigstore.json" --certificate-identity "$cosign_identity" \
      --certificate-oidc-issuer "$cosign_issuer" "$work/SHA256SUMS" >"$work/signature.log" 2>&1 ||
      fail "the signature of SHA256SUMS is not valid for $cosign_identity: $(tail -n 1 "$work/signature.log")"
    signed='signed (cosign)'
  else
    signed='not signed: checked against SHA256SUMS from the same place'
  fi
}

# What to type when the folder is not on the PATH, for the shell that the person uses.
path_advice() {
  case ":$PATH:" in *":$1:"*) return ;; esac
  printf '\n%s is not on the PATH. Add it:\n' "$1"
  case ${SHELL:-sh} in
    */fish) printf '  fish_add_path %s\n' "$1" ;;
    */zsh) printf "  echo 'export PATH=\"%s:\$PATH\"' >> ~/.zshrc && exec zsh\n" "$1" ;;
    */bash) printf "  echo 'export PATH=\"%s:\$PATH\"' >> ~/.bashrc && exec bash\n" "$1" ;;
    *) printf "  echo 'export PATH=\"%s:\$PATH\"' >> ~/.profile && . ~/.profile\n" "$1" ;;
  esac
}

main() {
  url=${TS_REG_RELEASE_URL:-}
  folder=${TS_REG_INSTALL_DIR:-}
  minisign_key=${TS_REG_MINISIGN_KEY:-}
  cosign_identity=${TS_REG_COSIGN_IDENTITY:-}
  cosign_issuer=${TS_REG_COSIGN_ISSUER:-}
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage; exit 0 ;;
      --url | --to | --minisign-key | --cosign-identity | --cosign-issuer)
        if [ $# -lt 2 ] || [ -z "$2" ]; then wrong_use "$1 needs a value"; fi
        case $1 in
          --url) url=$2 ;;
          --to) folder=$2 ;;
          --minisign-key) minisign_key=$2 ;;
          --cosign-identity) cosign_identity=$2 ;;
          --cosign-issuer) cosign_issuer=$2 ;;
        esac
        shift 2
        ;;
      *) wrong_use "unknown argument $1" ;;
    esac
  done
  [ -n "$url" ] || wrong_use 'which release? Give its URL with --url'
  check_url "$url"
  url=${url%/}
  if [ -z "$folder" ]; then
    [ -n "${HOME:-}" ] || wrong_use 'HOME is not set; give a folder with --to'
    folder=$HOME/.local/bin
  fi
  case $folder in /*) ;; *) folder=$(pwd)/$folder ;; esac

  asset=$(asset_name)
  mkdir -p "$folder" 2>/dev/null || fail "cannot make the folder $folder" 'choose another one with --to'
  # Beside the program, so that the last step is a rename within one file system.
  work=$(mktemp -d "$folder/.ts-reg-install.XXXXXX" 2>/dev/null) || fail "cannot write to $folder" 'choose another one with --to'
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP

  printf 'downloading %s from %s\n' "$asset" "$url"
  download SHA256SUMS || fail "there is no release at $url: it has no SHA256SUMS" "curl --head $url/SHA256SUMS"
  check_signature
  if have gunzip && [ -n "$(expected_sum "$asset.gz")" ] && download "$asset.gz"; then
    check_sum "$asset.gz"
    gunzip "$work/$asset.gz" || fail "cannot unpack $asset.gz"
  else
    download "$asset" || fail "the release at $url has no $asset" "curl $url/SHA256SUMS"
  fi
  check_sum "$asset"
  chmod 755 "$work/$asset"
  version=$("$work/$asset" --version 2>"$work/start.log") ||
    fail "$asset does not start here: $(head -n 1 "$work/start.log")" 'nothing was installed'
  mv -f "$work/$asset" "$folder/ts-reg" || fail "cannot write $folder/ts-reg" 'choose another folder with --to'
  "$folder/ts-reg" install-helper "$folder" >"$work/helper.log" 2>&1 ||
    fail "ts-reg is installed, the link for docker is not: $(head -n 1 "$work/helper.log")" "$folder/ts-reg install-helper $folder"

  printf 'installed ts-reg %s in %s\n' "$version" "$folder"
  printf '%s; SHA-256 %s\n' "$signed" "$expected"
  path_advice "$folder"
  printf '\nnext: ts-reg registry add HOST USER\n'
}

# Nothing runs before the last line: a download of this script that broke off does nothing.
main "$@"
